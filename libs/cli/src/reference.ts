import type { CommandDefinition, OptionSpec } from './command';
import { allCommands } from './commands';
import { COMMON_OPTIONS } from './program';

/** The command reference page as Markdown, from the same definitions that the command line is built of. */
export function commandReference(): string {
  const shown = allCommands().filter(({ hidden }) => !hidden);
  const parts = [
    '# Commands',
    'Generated from the definitions of the command line; `mesh COMMAND --help` says the same.',
    'Every command takes these options:',
    optionTable(COMMON_OPTIONS),
    'With `--json`, stdout holds one document: `{ "mesh": 1, "command", "ok", "exit", "result", "issues" }`, on errors too. `--format json` prints the bare `result`. `--help` is text for people, with `--json` too. The schemas lie in `libs/core/schema/output/`.',
    ...shown.map(section),
  ];
  return `${parts.join('\n\n')}\n`;
}

function section(definition: CommandDefinition): string {
  const { name, summary, description, options, formats, examples } = definition;
  const usage = `    mesh ${[name, ...(options.length > 0 ? ['[options]'] : []), ...definition.arguments.map(([spec]) => spec)].join(' ')}`;
  const all = [
    ...options,
    { flags: '--format <format>', description: `how to print the result: ${formats.join(', ')}` },
  ];
  return [
    `## mesh ${name}`,
    `${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.`,
    usage,
    description,
    ...(definition.arguments.length > 0 ? [argumentTable(definition.arguments)] : []),
    optionTable(all),
    ...(examples.length > 0 ? [examples.map(([line, effect]) => `- \`${line}\`: ${effect}`).join('\n')] : []),
  ].join('\n\n');
}

function argumentTable(rows: CommandDefinition['arguments']): string {
  return table('argument', rows);
}

function optionTable(options: readonly OptionSpec[]): string {
  return table(
    'option',
    options.map((option) => [
      option.flags,
      `${option.description}${option.choices ? `: ${option.choices.join(', ')}` : ''}${option.required ? ' (required)' : ''}`,
    ]),
  );
}

function table(head: string, rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([name, meaning]) => `| \`${escape(name)}\` | ${escape(meaning)} |`);
  return [`| ${head} | meaning |`, '|---|---|', ...lines].join('\n');
}

function escape(text: string): string {
  return text.replaceAll('|', '\\|');
}
