import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mesh } from '../mesh-cli';

const ROOT = join(__dirname, '../../../..');
const CONTRACT = 'domains/shop/gold/totals/contract.odcs.yaml';
const PRODUCT = 'domains/shop/data-product.odps.yaml';

const contract = (version: string, column: string): string =>
  `apiVersion: v3.2.0\nkind: DataContract\nid: urn:totals\nversion: ${version}\nstatus: active\nschema:\n  - name: totals\n    properties:\n      - { name: ${column}, physicalType: BIGINT }\n`;
const product = (domain: string, ports: string): string =>
  `apiVersion: v1.1.0\nkind: DataProduct\nid: ${domain}\nname: ${domain}\nversion: 1.0.0\nstatus: active\nteam: { name: T, members: [{ username: '@acme/team', role: owner }] }\n${ports}`;
const shop = (version: string): string =>
  product('shop', `outputPorts:\n  - { name: totals, version: ${version}, contractId: 'urn:totals' }\n`);
const packageJson = (name: string, more: object = {}): string =>
  JSON.stringify({ name: `@acme/${name}`, version: '1.0.0', private: true, ...more });
const job = (sql: string): string => JSON.stringify({ execution: [{ type: 'TransformSQL', sql }] });

/** Those of this repository. */
const settings = JSON.parse(readFileSync(join(ROOT, '.changeset/config.json'), 'utf8')) as { ignore: string[] };

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'mesh-release-')));
  write({
    'package.json': JSON.stringify({ name: 'mesh', private: true, workspaces: ['domains/*', 'libs/*'] }),
    'package-lock.json': '{ "lockfileVersion": 3 }',
    'global-properties.json': '{}',
    '.gitignore': '.mesh\n',
    'libs/engine/package.json': packageJson('engine'),
    'domains/shop/package.json': packageJson('shop'),
    [PRODUCT]: shop('1.0.0'),
    'domains/shop/gold/totals/pipeline.json': job('SELECT 1::BIGINT AS total'),
    [CONTRACT]: contract('1.0.0', 'total'),
    'domains/money/package.json': packageJson('money', { dependencies: { '@acme/shop': '*' } }),
    'domains/money/data-product.odps.yaml': product('money', ''),
    'domains/money/gold/books/pipeline.json': job('SELECT total FROM shop.gold.totals'),
  });
  write({ '.changeset/config.json': JSON.stringify({ ...settings, ignore: ['@acme/engine'] }) });
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: root });
  commit('base');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function commit(message: string): void {
  for (const args of [
    ['add', '-A'],
    ['commit', '-q', '-m', message],
  ])
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@acme.test', ...args], { cwd: root });
}

interface Changeset {
  file: string;
  content: string;
}
interface Gate {
  contracts: { remedy: { version: string; changeset: Changeset } | null }[];
  releases: { changeset: Changeset | null }[];
}

async function gate(base: string): Promise<{ exit: number; result: Gate }> {
  const { exit, stdout } = await mesh(root, ['contract', 'diff', '--base', base, '--json']);
  return { exit, result: (JSON.parse(stdout) as { result: Gate }).result };
}

const versions = (): string[] =>
  ['shop', 'money'].map(
    (name) =>
      (JSON.parse(readFileSync(join(root, 'domains', name, 'package.json'), 'utf8')) as { version: string }).version,
  );

function changeset(command: string): void {
  const args = [join(ROOT, 'node_modules/@changesets/cli/bin.js'), command];
  execFileSync(process.execPath, args, { cwd: root, stdio: 'pipe' });
}

it('domains are released, and no other package', () => {
  const packages = ['libs', 'tools'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(ROOT, folder, name, 'package.json')),
  );
  const names = packages.map((file) => (JSON.parse(readFileSync(file, 'utf8')) as { name: string }).name);
  expect([...settings.ignore].sort()).toEqual(names.sort());
});

it('a breaking change goes from red to green to a release of its domain alone', async () => {
  write({
    [CONTRACT]: contract('1.0.0', 'sold'),
    'domains/shop/gold/totals/pipeline.json': job('SELECT 1::BIGINT AS sold'),
  });
  const red = await gate('main');
  expect(red.exit).toBe(1);
  const remedy = red.result.contracts[0]?.remedy;
  expect(remedy).toMatchObject({ version: 'version: 2.0.0' });

  write({ [CONTRACT]: contract('2.0.0', 'sold'), [PRODUCT]: shop('2.0.0') });
  const stillRed = await gate('main');
  expect(stillRed.exit).toBe(1);
  const wanted = stillRed.result.releases[0]?.changeset;
  for (const { file, content } of [remedy?.changeset, wanted].flatMap((one) => one ?? [])) {
    write({ [file]: content });
    expect((await gate('main')).exit).toBe(0);
    rmSync(join(root, file));
  }
  write({ [wanted?.file ?? '']: wanted?.content ?? '' });
  commit('sold instead of total');

  changeset('version');
  expect(versions()).toEqual(['2.0.0', '1.0.0']);
  expect(readFileSync(join(root, 'domains/shop/CHANGELOG.md'), 'utf8')).toContain(
    'shop.gold.totals 2.0.0: column removed: schema.totals.total',
  );
  expect(existsSync(join(root, 'domains/money/CHANGELOG.md'))).toBe(false);
  expect(readdirSync(join(root, '.changeset'))).toEqual(['config.json']);
  commit('release');
  changeset('tag');
  const tags = execFileSync('git', ['tag'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  expect(tags).toEqual(['@acme/money@1.0.0', '@acme/shop@2.0.0']);
  expect((await gate('HEAD~2')).exit).toBe(0);
  expect((await gate('HEAD~1')).exit).toBe(0);
}, 60_000);
