import { CommanderError } from 'commander';
import { hasFlag, positionals, withJobForm } from './arguments';
import type { Call, CommandDefinition, Options, Outcome } from './command';
import type { Io } from './io';
import { failure, usageFailure } from './output/failure';
import { Output } from './output/output';
import { present } from './output/present';
import { buildProgram } from './program';

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
  const program = buildProgram(io, async (definition, positional, options) => {
    const call: Call = { io, output, arguments: positional, options };
    show(definition.name, options, await perform(definition, call), call);
  });
  const common: Options = { json: hasFlag(args, '--json'), debug: hasFlag(args, '--debug') };
  const [command] = positionals(args);
  if (command === undefined && hasFlag(args, '--version', '-V')) {
    const { version } = require('./version') as typeof import('./version');
    show('version', common, { result: { version: version() }, issues: [], exit: 0, text: () => version() });
    return exit;
  }
  try {
    if (command === undefined && !hasFlag(args, '--help', '-h')) {
      if (!common.json) io.stderr.write(program.helpInformation());
      show('', common, usageFailure('no command is given'));
      return exit;
    }
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const usage = error instanceof CommanderError ? commanderFailure(error) : failure(error, common.debug ?? false, io);
    show(commandName(args), common, usage);
  }
  return exit;
}

async function perform(definition: CommandDefinition, call: Call): Promise<Outcome> {
  try {
    return await definition.act(call);
  } catch (error) {
    return failure(error, call.options.debug ?? false, call.io);
  }
}

function commanderFailure(error: CommanderError): Outcome {
  if (error.code === 'commander.help') return usageFailure('a command is missing', 'See the list of commands in its --help.');
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /\((Did you mean .*)\)/s.exec(rest.join(' '))?.[1];
  return usageFailure(first, suggestion);
}

function commandName(args: readonly string[]): string {
  const [first = '', second = ''] = positionals(args);
  return first === 'quarantine' || first === 'job' ? `${first} ${second}`.trim() : first;
}

/** 130 after SIGINT, 143 after SIGTERM. */
export function signalExit(signal: AbortSignal): number {
  return signal.reason === 'SIGTERM' ? 143 : 130;
}
