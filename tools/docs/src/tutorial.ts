/**
 * A fenced block of a page that can be run: a file to write, a change of a file, commands, or lines that the last
 * commands' output has.
 */
export type Block =
  | { kind: 'file'; path: string; text: string }
  | { kind: 'change'; path: string; hunks: Hunk[] }
  | { kind: 'commands'; commands: Command[] }
  | { kind: 'output'; lines: string[] };

export interface Command {
  line: string;
  /** The exit status that the page tells: `mesh validate # exit 2`. */
  exit: number;
}

/** Lines that stand in the file once, and what they become. */
export interface Hunk {
  from: string;
  to: string;
}

const FENCE = /^```(\w*)[ ]?(\S*)\n([\s\S]*?)^```$/gm;

/**
 * The fenced blocks in order: "```json path" is a file, "```diff path" a change of one (hunks parted by `@@`), "```sh"
 * are commands, "```text" is output. Others are left out.
 */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(FENCE)].flatMap(([, language = '', path = '', text = '']): Block[] => {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (language === 'sh') return [{ kind: 'commands', commands: lines.map(commandOf) }];
    if (language === 'text') return [{ kind: 'output', lines }];
    if (language === 'diff') return [{ kind: 'change', path, hunks: text.split(/^@@\n/m).map(hunkOf) }];
    return path ? [{ kind: 'file', path, text }] : [];
  });
}

/** The text with the hunks applied. Throws where one does not fit exactly once. */
export function changed(text: string, { path, hunks }: { path: string; hunks: readonly Hunk[] }): string {
  return hunks.reduce((before, { from, to }) => {
    const [start, end, ...more] = `\n${before}`.split(`\n${from}`);
    if (start === undefined || end === undefined || more.length > 0)
      throw new Error(`${path} does not have these lines exactly once:\n${from}`);
    return `${start}\n${to}${end}`.slice(1);
  }, text);
}

function commandOf(text: string): Command {
  const [line = '', exit = '0'] = text.split(/ +# exit /);
  return { line, exit: Number(exit) };
}

function hunkOf(text: string): Hunk {
  const lines = text.split('\n').filter((line) => line !== '');
  const without = (mark: string): string =>
    lines
      .filter((line) => !line.startsWith(mark))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  return { from: without('+'), to: without('-') };
}
