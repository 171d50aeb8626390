import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CreateDependenciesContext } from '@nx/devkit';
import { dataset } from '../testing/mesh-files';
import { createDependencies } from './create-dependencies';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mu-mesh-edges-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** The edges that the plugin draws for these files, as `finance → sales`. */
async function edges(files: Record<string, string>, draw = createDependencies): Promise<string[]> {
  write(files);
  const domains = [...new Set(Object.keys(files).flatMap((file) => /^domains\/([^/]+)\//.exec(file)?.[1] ?? []))];
  const filesOf = (domain: string) => Object.keys(files).filter((file) => file.startsWith(`domains/${domain}/`));
  const context: CreateDependenciesContext = {
    workspaceRoot: root,
    externalNodes: {},
    nxJsonConfiguration: {},
    projects: {
      ...Object.fromEntries(domains.map((domain) => [`@mu-mesh/${domain}`, { root: `domains/${domain}` }])),
      cli: { root: 'libs/cli' },
      nx: { root: 'tools/nx-plugin' },
    },
    fileMap: {
      nonProjectFiles: [],
      projectFileMap: Object.fromEntries(
        domains.map((domain) => [`@mu-mesh/${domain}`, filesOf(domain).map((file) => ({ file, hash: '' }))]),
      ),
    },
    filesToProcess: { nonProjectFiles: [], projectFileMap: {} },
  };
  const found = await draw(undefined, context);
  return found.map(({ source, target }) => `${source} → ${target}`.replaceAll('@mu-mesh/', ''));
}

const sales = dataset('sales.gold.totals', 'SELECT 1 AS total');
const platform = (...domains: string[]): string[] => domains.flatMap((d) => [`${d} → cli`, `${d} → nx`]);

describe('createDependencies', () => {
  it('draws lineage from the SQL, and the command line and this plugin under every domain', async () => {
    const finance = dataset('finance.gold.report', 'WITH totals AS (FROM Sales.gold.totals) FROM totals');
    expect(await edges({ ...sales, ...finance })).toEqual(['finance → sales', ...platform('sales', 'finance')]);
  });

  it('reads inline SQL, old keys, comments and trailing commas', async () => {
    const job = `[{ "execution": [ // one
      { "exec_type": "TransformSQL", "query": "FROM sales.gold.totals" },
      { "type": "Data_filter", "query": "FROM hr.gold.people", }, ], }]`;
    const files = {
      ...sales,
      ...dataset('hr.gold.people', 'SELECT 1 AS id'),
      ...dataset('finance.gold.a', 'SELECT 1'),
    };
    const found = await edges({ ...files, 'domains/finance/gold/a/pipeline.json': job });
    expect(found).toEqual(expect.arrayContaining(['finance → sales', 'finance → hr']));
  });

  it('leaves the query of a JDBC source alone', async () => {
    const job = { execution: [{ type: 'IngestJDBC', query: 'SELECT * FROM sales.gold.totals' }] };
    const files = {
      ...sales,
      ...dataset('finance.raw.a', 'SELECT 1'),
      'domains/finance/raw/a/pipeline.json': JSON.stringify(job),
    };
    expect(await edges(files)).toEqual(platform('sales', 'finance'));
  });

  it('costs a broken file its own edges only', async () => {
    const finance = { ...dataset('finance.gold.a', 'SELEC'), ...dataset('finance.gold.b', 'FROM sales.gold.totals') };
    const broken = {
      'domains/finance/gold/c/pipeline.json': '{ "execution": [{',
      'domains/finance/gold/d/pipeline.json':
        '{ "execution": [{ "type": "TransformSQL", "sql_file_location": "none.sql" }, 7] }',
      'domains/finance/gold/e/pipeline.json': '',
      'domains/finance/gold/f/pipeline.json':
        '{ "execution": [{ "type": "TransformSQL", "sql_file_location": "../../../../../../x" }] }',
    };
    expect(await edges({ ...sales, ...finance, ...broken })).toEqual([
      'finance → sales',
      ...platform('sales', 'finance'),
    ]);
  });

  it('draws nothing to domains that do not exist', async () => {
    expect(await edges(dataset('finance.gold.a', 'FROM nowhere.gold.x, "a.b.c", a.b'))).toEqual(platform('finance'));
  });

  it('leaves out the closing edge of a circle, last in name order', async () => {
    const found = await edges({
      ...dataset('a.gold.x', 'FROM b.gold.x'),
      ...dataset('b.gold.x', 'FROM c.gold.x'),
      ...dataset('c.gold.x', 'FROM a.gold.x, d.gold.x'),
      ...dataset('d.gold.x', 'SELECT 1 AS n'),
    });
    expect(found.filter((edge) => !/cli|nx/.test(edge))).toEqual(['a → b', 'b → c', 'c → d']);
  });

  it('never loads DuckDB for SQL that it has seen', async () => {
    const files = { ...sales, ...dataset('finance.gold.report', 'FROM sales.gold.totals') };
    const first = await edges(files);
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    jest.resetModules();
    jest.doMock('@duckdb/node-api', () => {
      throw new Error('DuckDB was loaded');
    });
    const { createDependencies: withoutDuckDb } =
      jest.requireActual<typeof import('./create-dependencies')>('./create-dependencies');
    expect(await edges(files, withoutDuckDb)).toEqual(first);
    expect(warn).not.toHaveBeenCalled();

    const more = { ...files, ...dataset('hr.gold.new', 'FROM sales.gold.totals WHERE true') };
    expect(await edges(more, withoutDuckDb)).toEqual(['finance → sales', ...platform('sales', 'finance', 'hr')]);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('DuckDB was loaded'));
    jest.dontMock('@duckdb/node-api');
    warn.mockRestore();
  });

  it('starts over where the cache is not what it wrote', async () => {
    const files = { ...sales, ...dataset('finance.gold.report', 'FROM sales.gold.totals') };
    const first = await edges(files);
    const cache = join(root, '.mesh/cache/nx-references.json');
    expect(existsSync(cache)).toBe(true);
    for (const broken of ['', '[]', '{', readFileSync(cache, 'utf8').replaceAll(/\[.*?\]/g, '7')]) {
      writeFileSync(cache, broken);
      expect(await edges(files)).toEqual(first);
    }
  });
});
