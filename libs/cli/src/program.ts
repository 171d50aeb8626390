import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandDefinition, Options, OptionSpec } from './command';
import { GROUPS } from './commands';
import type { Io } from './io';

/** Options that every command takes, before or after its name. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--workspace <dir>',
    description: 'the workspace; else the nearest parent folder with global-properties.json',
  },
  { flags: '--json', description: 'print one JSON document: { mesh, command, ok, exit, result, issues }' },
  { flags: '--quiet', description: 'print problems, and what was asked to be shown, only' },
  { flags: '--debug', description: 'add stack traces' },
];

export const OUTLINE = `Examples:
  mesh init my-mesh && cd my-mesh     write a workspace that runs
  mesh validate                       check everything, touch nothing
  mesh run                            build what changed
  mesh preview shop.gold.daily_sales  look at the result

Selectors: shop, shop.gold, shop.gold.daily_sales; +x adds what x reads, x+ what reads x.
Exit status: 0 ok, 1 data broke its contract, 2 configuration or usage, 3 environment, 4 outcome unknown (mesh recover),
70 a bug of mesh, 130 or 143 interrupted.`;

type Execute = (definition: CommandDefinition, positional: string[], options: Options) => Promise<void>;

/** The command line with these commands. Parsing throws CommanderError instead of ending the process. */
export function buildProgram(
  commands: readonly CommandDefinition[],
  io: Pick<Io, 'stdout' | 'stderr'>,
  execute: Execute,
): Command {
  const program = new Command('mesh')
    .description('Build, check and look after the datasets of a data mesh.')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => Math.min(io.stdout.columns, 120),
      getErrHelpWidth: () => Math.min(io.stderr.columns, 120),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', `\n${OUTLINE}`);
  for (const spec of COMMON_OPTIONS) program.addOption(option(spec));
  program.addOption(new Option('-V, --version', 'print the version'));
  const groups = new Map<string, Command>();
  for (const definition of commands) {
    const names = definition.name.split(' ');
    const [group] = names;
    const parent = names.length === 1 || group === undefined ? program : groupOf(program, groups, group);
    addCommand(parent, definition, execute);
  }
  return program;
}

function groupOf(program: Command, groups: Map<string, Command>, name: string): Command {
  const known = groups.get(name);
  if (known) return known;
  const group = program
    .command(name)
    .description(GROUPS[name] ?? '')
    .enablePositionalOptions();
  for (const spec of COMMON_OPTIONS) group.addOption(option(spec));
  groups.set(name, group);
  return group;
}

function addCommand(parent: Command, definition: CommandDefinition, execute: Execute): void {
  const name = definition.name.split(' ').at(-1) ?? definition.name;
  const command = parent
    .command(name, { hidden: definition.hidden ?? false })
    .summary(definition.summary)
    .description(`${definition.summary}\n\n${definition.description}`);
  for (const [spec, description] of definition.arguments) command.argument(spec, description);
  for (const spec of definition.options) addOption(command, spec);
  command.addOption(new Option('--format <format>', formatHelp(definition.formats)).choices(definition.formats));
  for (const spec of COMMON_OPTIONS) command.addOption(option(spec));
  if (definition.hidden) command.allowUnknownOption().passThroughOptions();
  if (definition.examples.length > 0) command.addHelpText('after', `\nExamples:\n${examples(definition)}`);
  command.action(() => execute(definition, command.args, command.optsWithGlobals<Options>()));
}

function addOption(command: Command, spec: OptionSpec): void {
  const added = option(spec);
  if (spec.required) added.makeOptionMandatory();
  command.addOption(added);
}

function option(spec: OptionSpec): Option {
  const made = new Option(spec.flags, `${spec.description}${spec.required ? ' (required)' : ''}`);
  if (spec.choices) made.choices(spec.choices);
  const { parse } = spec;
  if (parse) made.argParser((text: string) => parsed(parse, text));
  if (spec.repeatable) made.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
  return made;
}

function parsed(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function formatHelp(formats: readonly string[]): string {
  return `how to print the result (${formats[0] ?? ''}); json is the bare result`;
}

function examples(definition: CommandDefinition): string {
  return definition.examples.map(([line, effect]) => `  ${line}\n      ${effect}`).join('\n');
}
