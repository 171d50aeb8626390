import type { CommanderError } from 'commander';
import { hasFlag, positionals, withJobForm } from './arguments';
import type { Call, CommandDefinition, Options, Outcome } from './command';
import type { Io } from './io';
import { failure, usageFailure } from './output/failure';
import { Output } from './output/output';
import { present } from './output/present';

/**
 * Runs one command line (without `node` and the script) and returns its exit status.
 * It writes to `io` only, installs nothing and never ends the process.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const args = withJobForm(argv);
  const output = new Output(io);
  let exit = 0;
  const show = (name: string, options: Options, outcome: Outcome, call?: Call): void => {
    exit = io.signal.aborted ? signalExit(io.signal) : outcome.exit;
    present({ io, output, name, options, outcome: { ...outcome, exit }, ...(call && { call }) });
  };
  const common: Options = { json: hasFlag(args, '--json'), debug: hasFlag(args, '--debug') };
  const words = positionals(args);
  if (words.length === 0 && hasFlag(args, '--version', '-V')) {
    const { version } = require('./version') as typeof import('./version');
    show('version', common, { result: { version: version() }, issues: [], exit: 0, text: () => version() });
    return exit;
  }
  const { commandsFor } = require('./commands') as typeof import('./commands');
  const { buildProgram } = require('./program') as typeof import('./program');
  const program = buildProgram(commandsFor(words), io, async (definition, positional, options) => {
    const call: Call = { io, output, arguments: positional, options };
    show(definition.name, options, await perform(definition, call), call);
  });
  try {
    if (words.length === 0 && !hasFlag(args, '--help', '-h')) {
      if (!common.json) io.stderr.write(program.helpInformation());
      show('', common, usageFailure('no command is given'));
      return exit;
    }
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const refusal = asCommanderError(error);
    if (refusal?.exitCode === 0) return 0;
    const name = commandName(words);
    show(name, common, refusal ? commanderFailure(refusal, name) : failure(error, common.debug ?? false, io));
  }
  return exit;
}

function asCommanderError(error: unknown): CommanderError | undefined {
  const { CommanderError } = require('commander') as typeof import('commander');
  return error instanceof CommanderError ? error : undefined;
}

async function perform(definition: CommandDefinition, call: Call): Promise<Outcome> {
  try {
    return await definition.act(call);
  } catch (error) {
    return failure(error, call.options.debug ?? false, call.io);
  }
}

/** `name`: of the command, or as far as it is known. */
function commanderFailure(error: CommanderError, name: string): Outcome {
  if (error.code === 'commander.help') return usageFailure('a command is missing', helpOf(name));
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /\((Did you mean .*)\)/s.exec(rest.join(' '))?.[1];
  return usageFailure(first, suggestion ?? helpOf(error.code === 'commander.unknownCommand' ? groupOf(name) : name));
}

function helpOf(name: string): string {
  return `See \`mesh ${name === '' ? '' : `${name} `}--help\`.`;
}

function groupOf(name: string): string {
  const { GROUPS } = require('./commands') as typeof import('./commands');
  const [first = ''] = name.split(' ');
  return Object.hasOwn(GROUPS, first) ? first : '';
}

function commandName([first = '', second = '']: readonly string[]): string {
  const { GROUPS } = require('./commands') as typeof import('./commands');
  return Object.hasOwn(GROUPS, first) ? `${first} ${second}`.trim() : first;
}

/** 130 after SIGINT, 143 after SIGTERM. */
export function signalExit(signal: AbortSignal): number {
  return signal.reason === 'SIGTERM' ? 143 : 130;
}
