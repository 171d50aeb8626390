import { printable } from './printable';

/**
 * Text that others wrote, as Markdown of GitHub that says just that: no HTML, no markup, no links, no mentions. For prose and
 * cells of tables.
 */
export function prose(text: string): string {
  return oneLine(text)
    .replace(/@(?=[\w-])|#(?=\d)|:(?=\/\/)|\bwww(?=\.)|\bGH-(?=\d)/gi, '$&\u200b')
    .replace(/[\\`*[\]~|<>&]|(?<![a-z0-9])_|_(?![a-z0-9])/gi, entity);
}

/** A message of ours, in which names stand in backticks, and may hold what others wrote. */
export function message(text: string): string {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? code(part) : prose(part)))
    .join('');
}

/** The same as code, spelled as it is: for names, values and places. */
export function code(text: string, width = 200): string {
  const line = cut(oneLine(text), width);
  if (line.trim() === '') return line === '' ? '<code></code>' : `<code>${'&nbsp;'.repeat([...line].length)}</code>`;
  return /[`|\\]|^ | $/.test(line) ? `<code>${line.replace(/[!-/:-@[-`{-~]/g, entity)}</code>` : `\`${line}\``;
}

/** A table; cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** Lines that stay as they are, whatever stands in them: a fence longer than any inside. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${printable(text).replace(/\n$/, '')}\n${fence}`;
}

function oneLine(text: string): string {
  return printable(text.replace(/\r?\n/g, '⏎')).replace(/\t/g, ' ');
}

function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : text;
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
