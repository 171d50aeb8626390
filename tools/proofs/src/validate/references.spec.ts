import { relative } from 'node:path';
import { run, validate, type Issue } from '@mu-mesh/core';
import { Scratch, pipeline } from '../run/scratch';

const QUERY = pipeline([{ type: 'TransformSQL', sql_file_location: 'query.sql' }]);

/** A mesh of single queries: address → SQL. */
function mesh(queries: Record<string, string>): Scratch {
  const scratch = new Scratch();
  for (const [address, text] of Object.entries(queries)) {
    const folder = `domains/${address.replaceAll('.', '/')}`;
    scratch.write(`${folder}/pipeline.json`, QUERY);
    scratch.write(`${folder}/query.sql`, text);
  }
  return scratch;
}

async function findings(scratch: Scratch, selectors: string[] = []): Promise<string[]> {
  const { issues } = await scratch.withContext({}, (context) => validate(context, { selectors, filesOnly: true }));
  return issues.map((issue: Issue) => {
    const at = issue.position
      ? `${relative(scratch.root, issue.position.file)}:${issue.position.line}:${issue.position.column}`
      : '-';
    return `${at} ${issue.code} ${issue.message}${issue.hint ? ` | ${issue.hint}` : ''}`;
  });
}

describe('references in SQL', () => {
  let scratch: Scratch;
  afterEach(() => scratch.dispose());

  it('refuses what another domain has not published, and says what it has', async () => {
    scratch = mesh({
      'sales.silver.orders': 'SELECT 1 AS id',
      'sales.gold.report': 'SELECT * FROM sales.silver.orders',
      'finance.gold.books': 'SELECT *\nFROM sales.silver.orders AS o',
    });
    expect(await findings(scratch)).toEqual([
      'domains/finance/gold/books/query.sql:2:6 REFERENCE_PRIVATE `sales.silver.orders` is private: only gold datasets can be read by other domains | Published are: sales.gold.report.',
    ]);
  });

  it('says nothing of the columns of a table that may not be read', async () => {
    scratch = mesh({
      'sales.silver.orders': 'SELECT 1 AS id',
      'trade.gold.books': 'SELECT id, nope\nFROM sales.silver.orders',
    });
    expect(await findings(scratch)).toEqual([expect.stringContaining('books/query.sql:2:6 REFERENCE_PRIVATE')]);
  });

  it('asks "did you mean" for a dataset and for a step that is not there', async () => {
    scratch = mesh({
      'sales.raw.orders': 'SELECT 1 AS id',
      'sales.gold.report': 'SELECT * FROM sales.raw.order JOIN inptu USING (id)',
    });
    const [dataset, step] = await findings(scratch);
    expect(dataset).toContain('there is no dataset `sales.raw.order` | Did you mean `sales.raw.orders`?');
    expect(step).toContain('REFERENCE_UNKNOWN `inptu` is no earlier step of this job and no dataset address');
  });

  it('finds a wrong column through two datasets, at its place', async () => {
    scratch = mesh({
      'sales.raw.orders': 'SELECT 1 AS id, 2 AS amount',
      'sales.silver.orders': 'SELECT id, amount AS eur FROM sales.raw.orders',
      'sales.gold.report': 'SELECT id,\n  amount\nFROM sales.silver.orders',
    });
    const [finding] = await findings(scratch);
    expect(finding).toMatch(/^domains\/sales\/gold\/report\/query\.sql:2:3 SQL_BIND .*amount/);
  });

  it('refuses a circle of datasets and a dataset that reads itself', async () => {
    scratch = mesh({
      'sales.gold.a': 'SELECT * FROM sales.gold.b',
      'sales.gold.b': 'SELECT * FROM sales.gold.a',
      'sales.gold.c': 'SELECT * FROM sales.gold.c',
    });
    const found = await findings(scratch);
    expect(found.some((line) => line.startsWith('domains/sales/gold/b/query.sql:1:15 CYCLE'))).toBe(true);
    expect(found.some((line) => line.includes('sales.gold.c reads itself'))).toBe(true);
  });

  it('refuses a circle of domains at its closing edge; other domains go on working', async () => {
    scratch = mesh({
      'finance.gold.x': 'SELECT * FROM sales.gold.x',
      'finance.gold.y': 'SELECT 1 AS id',
      'sales.gold.x': 'SELECT 1 AS id',
      'sales.gold.y': 'SELECT * FROM finance.gold.y',
      'other.gold.z': 'SELECT 1 AS id',
    });
    expect(await findings(scratch)).toEqual([
      expect.stringContaining(
        'domains/sales/gold/y/query.sql:1:15 CYCLE domain sales reads finance, and finance reads sales',
      ),
    ]);
    const result = await scratch.withContext({}, (context) =>
      run(context, { selectors: ['other'], full: false, release: [] }),
    );
    expect(result.datasets).toMatchObject([{ address: 'other.gold.z', status: 'committed' }]);
    expect(result.issues).toMatchObject([
      { severity: 'warning', message: '1 error outside of this selection (sales.gold.y)' },
    ]);
    await expect(scratch.run(['sales'])).rejects.toMatchObject({ code: 'CONFIG_INVALID', exit: 2 });
  });

  it('reads only what a product lists among its output ports', async () => {
    scratch = mesh({
      'sales.gold.x': 'SELECT 1 AS id',
      'sales.gold.y': 'SELECT 1 AS id',
      'finance.gold.z': 'SELECT * FROM sales.gold.y',
    });
    const product = 'domains/sales/data-product.odps.yaml';
    const { readFileSync } = await import('node:fs');
    scratch.write(
      product,
      `${readFileSync(`${scratch.root}/${product}`, 'utf8')}outputPorts:\n  - name: x\n    version: 1.0.0\n`,
    );
    expect(await findings(scratch)).toEqual([
      expect.stringContaining('`sales.gold.y` is no output port of the product sales | Ports of sales: x.'),
    ]);
  });

  it('binds again only what changed', async () => {
    scratch = mesh({ 'sales.raw.orders': 'SELECT 1 AS id', 'sales.gold.report': 'SELECT * FROM sales.raw.orders' });
    await findings(scratch);
    await scratch.withContext({}, async (context) => {
      const engine = context.engine();
      const quiet = {
        ...context,
        engine: () =>
          ({
            ...engine,
            name: engine.name,
            majorVersion: engine.majorVersion,
            analyse: fail,
            binder: fail,
          }) as typeof engine,
      };
      expect((await validate(quiet, { selectors: [], filesOnly: true })).issues).toEqual([]);
    });
  });
});

function fail(): never {
  throw new Error('the engine was asked');
}
