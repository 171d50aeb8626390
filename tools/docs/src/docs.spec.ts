import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadWorkspace } from '@mu-mesh/core';
import { connectors } from '@mu-mesh/connectors';
import { main } from '@mu-mesh/cli';
import { generatedFiles, ROOT } from './pages';
import { blocksOf } from './tutorial';

function page(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

async function mesh(line: string, cwd: string): Promise<{ exit: number; output: string }> {
  let output = '';
  const sink = { write: (text: string): void => void (output += text), isTTY: false, columns: 160 };
  const exit = await main(line.split(' ').slice(1), {
    stdout: sink,
    stderr: sink,
    env: {},
    cwd,
    signal: new AbortController().signal,
  });
  return { exit, output };
}

describe('generated pages and schemas', () => {
  it('are what their sources give now (npm run generate in tools/docs)', async () => {
    for (const [path, text] of await generatedFiles()) expect({ path, text: page(path) }).toEqual({ path, text });
  });
});

describe('README', () => {
  const readme = page('README.md');

  it('shows the two commands verbatim', () => {
    expect(readme).toContain('\nnpm ci && npx nx run sales:pipeline\n');
    expect(readme).toContain('\nnpm ci && npm test\n');
  });

  it('counts the rows as the generator planted them', () => {
    const truth: { datasets: Record<string, { rows: Partial<Record<'in' | 'out' | 'quarantined', number>> }> } =
      JSON.parse(page('tools/datagen/truth.json'));
    for (const [address, { rows }] of Object.entries(truth.datasets)) {
      const line = readme.split('\n').find((candidate) => candidate.startsWith(`${address} `)) ?? '';
      const shown = line.split(/\s+/).map((cell) => cell.replaceAll(',', ''));
      for (const count of Object.entries(rows).flatMap(([kind, count]) =>
        kind === 'in' && !address.includes('.raw.') ? [] : [count],
      ))
        expect({ address, shown }).toEqual({ address, shown: expect.arrayContaining([String(count)]) });
    }
  });

  it('names every dataset of the mesh', () => {
    const workspace = loadWorkspace({ root: ROOT, connectors });
    for (const { id } of workspace.domains.flatMap((domain) => domain.datasets)) expect(readme).toContain(`\n${id} `);
  });

  it('links to pages that exist', () => {
    for (const [, target = ''] of readme.matchAll(/\]\(([^)#:]+)\)/g))
      expect(() => readFileSync(join(ROOT, target))).not.toThrow(/ENOENT/);
  });
});

describe('the tutorial', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mesh-tutorial-')));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('runs as it stands', async () => {
    let output = '';
    for (const block of blocksOf(page('docs/tutorial.md'))) {
      if (block.kind === 'file') {
        mkdirSync(dirname(join(root, block.path)), { recursive: true });
        writeFileSync(join(root, block.path), block.text);
      }
      if (block.kind === 'output') for (const line of block.lines) expect(output).toContain(line);
      if (block.kind !== 'commands') continue;
      output = '';
      for (const line of block.lines) {
        const ran = await mesh(line, root);
        expect({ line, ...ran }).toMatchObject({ line, exit: 0 });
        output += ran.output;
      }
    }
    expect(output).toContain('shop.gold.daily_sales');
  });
});
