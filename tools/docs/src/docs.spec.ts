import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { loadWorkspace } from '@mu-mesh/core';
import { connectors } from '@mu-mesh/connectors';
import { generatedFiles, ROOT } from './pages';
import { runLine } from './run-line';
import { blocksOf, changed } from './tutorial';

function page(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
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

/** Follows a page in a folder, and returns the output of its last commands. */
async function follow(path: string, root: string): Promise<string> {
  let output = '';
  for (const block of blocksOf(page(path))) {
    switch (block.kind) {
      case 'file':
        mkdirSync(dirname(join(root, block.path)), { recursive: true });
        writeFileSync(join(root, block.path), block.text);
        break;
      case 'change':
        writeFileSync(join(root, block.path), changed(readFileSync(join(root, block.path), 'utf8'), block));
        break;
      case 'output':
        for (const line of block.lines) expect(output).toContain(line);
        break;
      case 'commands':
        output = '';
        for (const { line, exit } of block.commands) {
          const ran = await runLine(line, root);
          expect({ line, ...ran }).toMatchObject({ line, exit });
          output += ran.output;
        }
    }
  }
  return output;
}

describe('the tutorials run as they stand', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mesh-tutorial-')));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('a domain from nothing', async () => {
    expect(await follow('docs/tutorial.md', join(root, 'shop'))).toContain('shop.gold.daily_sales');
  });

  it('a breaking change, in the mesh that comes with it', async () => {
    const mesh = join(root, 'mesh');
    for (const name of ['domains', 'global-properties.json', '.changeset/config.json'])
      cpSync(join(ROOT, name), join(mesh, name), {
        recursive: true,
        filter: (path) => basename(path) !== 'node_modules',
      });
    for (const line of ['git init -q -b main', 'git add -A', 'git commit -q -m main'])
      expect(await runLine(line, mesh)).toMatchObject({ exit: 0 });
    expect(await follow('docs/breaking-change.md', mesh)).toContain('SUNSET');
  }, 240_000);
});
