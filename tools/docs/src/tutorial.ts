/** A fenced block of a page that can be run: a file to write, commands, or lines that the last command's output has. */
export type Block =
  | { kind: 'file'; path: string; text: string }
  | { kind: 'commands'; lines: string[] }
  | { kind: 'output'; lines: string[] };

const FENCE = /^```(\w*)[ ]?(\S*)\n([\s\S]*?)^```$/gm;

/** The fenced blocks in order: "```json path" is a file, "```sh" are commands, "```text" is output. Others are left out. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(FENCE)].flatMap(([, language = '', path = '', text = '']): Block[] => {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (language === 'sh') return [{ kind: 'commands', lines }];
    if (language === 'text') return [{ kind: 'output', lines }];
    return path ? [{ kind: 'file', path, text }] : [];
  });
}
