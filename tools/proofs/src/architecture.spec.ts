import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { connectors } from '@mu-mesh/connectors';
import { schemaFiles } from '@mu-mesh/core';

const LIBS = join(__dirname, '..', '..', '..', 'libs');

/** What each package may import: one way, towards core. */
const MAY_IMPORT: Record<string, string[]> = {
  core: [],
  connectors: ['core'],
  'engine-duckdb': ['core'],
  lakehouse: ['core'],
  cli: ['connectors', 'core', 'engine-duckdb', 'lakehouse'],
};

function sources(name: string): string[] {
  const folder = join(LIBS, name, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}

function imports(text: string): string[] {
  return [...text.matchAll(/(?:from|import|require\()\s*\(?['"]@mu-mesh\/([a-z-]+)/g)].map(([, name = '']) => name);
}

it('every package has its place in the order', () => {
  expect(
    readdirSync(LIBS)
      .filter((name) => !name.startsWith('.'))
      .sort(),
  ).toEqual(Object.keys(MAY_IMPORT).sort());
});

it.each(Object.entries(MAY_IMPORT))('%s imports %j and nothing else of ours', (name, allowed) => {
  const declared = Object.keys(
    (JSON.parse(readFileSync(join(LIBS, name, 'package.json'), 'utf8')) as { dependencies?: object }).dependencies ??
      {},
  );
  expect(declared.filter((dependency) => dependency.startsWith('@mu-mesh/')).sort()).toEqual(
    allowed.map((other) => `@mu-mesh/${other}`).sort(),
  );
  for (const file of sources(name)) {
    const outside = imports(readFileSync(file, 'utf8')).filter((other) => other !== name && !allowed.includes(other));
    expect({ file, outside }).toEqual({ file, outside: [] });
  }
});

it('ARCHITECTURE.md has a row for every package, every folder of core and every tool', () => {
  const root = join(LIBS, '..');
  const folders = (parent: string, but: string[] = []): string[] =>
    readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !but.includes(entry.name))
      .map((entry) => `${parent}/${entry.name}`);
  const rows = [...readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').matchAll(/^\| `([^`]+)` \|/gm)].map(
    ([, path]) => path,
  );
  const expected = [...folders('libs', ['core']), ...folders('libs/core/src', ['testing']), ...folders('tools')];
  expect(expected.filter((folder) => !rows.includes(folder))).toEqual([]);
  expect(
    rows.filter((path = '') => path.includes('/') && !path.includes('*') && !existsSync(join(root, path))),
  ).toEqual([]);
});

it('what a domain depends on stands in its SQL, not in its package.json too', () => {
  const domains = join(LIBS, '..', 'domains');
  for (const { name } of readdirSync(domains, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const declared = JSON.parse(readFileSync(join(domains, name, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect({ name, dependencies: declared['dependencies'] }).toEqual({ name, dependencies: undefined });
  }
});

it('only the engine knows its driver', () => {
  for (const name of Object.keys(MAY_IMPORT).filter((other) => other !== 'engine-duckdb')) {
    for (const file of sources(name).filter((path) => !path.includes('/testing/') && !path.endsWith('.spec.ts')))
      expect({ file, driver: /['"]@duckdb\//.test(readFileSync(file, 'utf8')) }).toEqual({ file, driver: false });
  }
});

it('the committed schemas are those that the commands give', () => {
  const folder = join(LIBS, 'core', 'schema');
  const generated = schemaFiles(connectors);
  expect(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort(),
  ).toEqual(Object.keys(generated).sort());
  for (const [name, schema] of Object.entries(generated))
    expect(JSON.parse(readFileSync(join(folder, name), 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
});
