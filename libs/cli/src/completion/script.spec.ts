import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completionScript } from './script';

/** The script without its comments and what stands in quotes; throws where a quote stays open. */
function bare(script: string): string {
  const lines = script.split('\n').filter((line) => !line.startsWith('#'));
  const text = lines.join('\n').replace(/\\./g, '_');
  const open = text.replace(/'[^']*'|"[^"]*"/g, '_');
  if (/['"]/.test(open)) throw new Error(`a quote stays open: ${open}`);
  return open;
}

const BRACKETS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

function unbalanced(text: string): string[] {
  const open: string[] = [];
  for (const character of text) {
    if (Object.values(BRACKETS).includes(character)) open.push(character);
    else if (BRACKETS[character] !== undefined && open.pop() !== BRACKETS[character]) return [character];
  }
  return open;
}

const words = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

describe.each(['bash', 'zsh', 'fish'])('the script for %s', (shell) => {
  const script = completionScript(shell);

  it('closes what it opens', () => {
    const text = bare(script);
    expect(unbalanced(text)).toEqual([]);
    if (shell === 'fish')
      expect(words(text, /(^|\n)\s*(function|if|for|while|switch|begin)\b/g)).toBe(words(text, /(^|\n)\s*end\b/g));
    else expect(words(text, /\bif\b/g)).toBe(words(text, /\bfi\b/g));
  });

  it('asks mesh with the words so far behind `--`, and keeps its errors off the terminal', () => {
    expect(script).toMatch(/\(mesh complete -- .*2>\/dev\/null\)/);
    expect(script).toMatch(new RegExp(`^#.*mesh completion ${shell}`, 'm'));
  });
});

/** What bash offers for a line with the cursor at its end. `mesh` answers what `answer` prints of its words. */
function offered(line: readonly string[], answer: string): { reply: string[]; asked: string } {
  const folder = mkdtempSync(join(tmpdir(), 'mesh-completion-'));
  try {
    const program = `
      mesh() { printf '%s|' "$@" > asked; ${answer}; }
      ${completionScript('bash')}
      COMP_WORDS=(${line.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${line.length - 1}
      _mesh_complete
      printf '%s\\n' "\${COMPREPLY[@]}"; cat asked >&2; complete -p mesh`;
    const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', program], { cwd: folder, encoding: 'utf8' });
    expect(status).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines.pop()).toBe('complete -o default -F _mesh_complete mesh');
    return { reply: lines.filter((text) => text !== ''), asked: stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('bash', () => {
  it('hands on every word, an empty last one too', () => {
    expect(offered(['mesh', 'quarantine', ''], 'echo list; echo show')).toEqual({
      reply: ['list', 'show'],
      asked: 'complete|--|quarantine||',
    });
  });

  it('keeps a candidate with a blank in one piece, and offers nothing where there is none', () => {
    expect(offered(['mesh', 'run', 'a'], "echo 'a b'").reply).toEqual(['a b']);
    expect(offered(['mesh', 'run', 'a'], 'return 2').reply).toEqual([]);
  });
});
