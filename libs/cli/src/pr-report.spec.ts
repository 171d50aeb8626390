import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { runCli } from './testing/cli';
import { commit, CONTRACT, contract, job, PRODUCT, product, repository, TOTALS, write } from './testing/repository';
import { check, checkedEnvelope } from './testing/schemas';

let root: string;
beforeEach(() => {
  root = repository();
});
afterEach(() => rmSync(dirname(root), { recursive: true, force: true }));

interface Report {
  plan: { address: string; change: string; reason: string }[];
  data: {
    compared: { address: string; diff: { rows: object; equal: boolean } }[];
    skipped: { address: string; reason: string }[];
  };
  notes: string[];
}
async function report(...args: string[]): Promise<Report> {
  const { stdout, exit } = await runCli(['pr-report', ...args, '--json'], { cwd: root });
  expect(exit).toBe(0);
  return checkedEnvelope(stdout, 'pr-report').result as unknown as Report;
}
async function markdown(...args: string[]): Promise<string> {
  const { stdout, exit } = await runCli(['pr-report', ...args], { cwd: root });
  expect(exit).toBe(0);
  return stdout.replace(/`[0-9a-f]{12}`/g, '`<commit>`');
}

it('a breaking change: what to do, whom it breaks, what runs, which rows change', async () => {
  write(root, {
    '.changeset/config.json': '{}',
    [CONTRACT]: contract('1.0.0', [
      'name: day, physicalType: DATE, primaryKey: true',
      'name: sold, physicalType: BIGINT',
    ]),
    [`${TOTALS}/totals.sql`]:
      "SELECT day, sum(amount)::BIGINT AS sold FROM shop.raw.orders WHERE day > DATE '2026-01-01' GROUP BY day",
    'domains/shop/raw/orders/data/two.csv': 'day,amount\n2026-01-03,4\n',
    'domains/money/gold/books/books.sql': 'SELECT day,\n  sold + 1 AS booked\nFROM shop.gold.totals',
  });
  expect(await markdown()).toMatchInlineSnapshot(`
   "<!-- mesh pr-report -->

   ## What this branch changes in the mesh

   **❌ 1 contract breaks readers without a major version · 3 datasets to run · 2 of 2 compared gold datasets with other rows or columns**

   Compared with merge base with main (\`<commit>\`).

   ### To do

   - [ ] \`shop.gold.totals\` breaks its readers. Take that back, or write \`version: 2.0.0\` into \`domains/shop/gold/totals/contract.odcs.yaml\` and its output port, and add \`.changeset/shop-gold-totals-major.md\` with

     \`\`\`md
     ---
     "@acme/shop": major
     ---

     shop.gold.totals: column removed: schema.totals.total.
     \`\`\`

   ### Contracts

   #### \`shop.gold.totals\` 1.0.0 ❌ breaks readers, needs a major version

   |  | change | was | is | read by |
   |---|---|---|---|---|
   | **breaking** | column removed \`schema.totals.total\` (renamed? now sold) | \`long\` |  | \`money.gold.books\` \`domains/money/gold/books/books.sql:2:3\` |
   | compatible; those who deliver must keep it | column added \`schema.totals.sold\` (renamed? was total) |  | \`long\` |  |

   ### Datasets

   | dataset |  | because |
   |---|---|---|
   | \`shop.raw.orders\` | runs | source file domains/shop/raw/orders/data/two.csv |
   | \`shop.gold.totals\` | runs | job changed |
   | \`money.gold.books\` | runs | job changed |

   ### Rows of gold datasets

   Each state was built from the source files that the repository has in it, in an empty lake; the rows of the real lake may be others.

   #### \`shop.gold.totals\`

   1 added, 1 removed, 0 changed, 1 unchanged (2 rows → 2), by day (primary key of the contract)

   | column | what moved |
   |---|---|
   | \`sold\` | new, \`long\` |
   | \`total\` | gone, was \`long\` |

   <details><summary>Some of the rows</summary>

   |  | \`day\` |
   |---|---|
   | removed | \`2026-01-01\` |
   | added | \`2026-01-03\` |

   </details>

   #### \`money.gold.books\`

   1 added, 1 removed, 0 changed, 1 unchanged (2 rows → 2), whole rows: there is no key

   <details><summary>Some of the rows</summary>

   |  | \`day\` | \`booked\` |
   |---|---|---|
   | removed | \`2026-01-01\` | \`4\` |
   | added | \`2026-01-03\` | \`5\` |

   </details>
   "
  `);
});

it('a new major version without its changeset, and a reader whose range does not have it; without data', async () => {
  write(root, {
    '.changeset/config.json': '{}',
    [CONTRACT]: contract('2.0.0', [
      'name: day, physicalType: DATE, primaryKey: true',
      'name: total, physicalType: INTEGER',
    ]),
    [PRODUCT]: product('shop', '2.0.0'),
    [`${TOTALS}/totals.sql`]: 'SELECT day, sum(amount)::INTEGER AS total FROM shop.raw.orders GROUP BY day',
    'domains/money/data-product.odps.yaml': `${product('money', '1.0.0')}inputPorts: [{ name: shop.gold.totals, version: ^1.0.0, contractId: 'urn:totals' }]\n`,
  });
  expect(await markdown('--no-data')).toMatchInlineSnapshot(`
   "<!-- mesh pr-report -->

   ## What this branch changes in the mesh

   **❌ 1 error in the configuration · ❌ 1 domain without the changeset for a new version · 1 breaking change with a major version · 2 datasets to run**

   Compared with merge base with main (\`<commit>\`).

   ### To do

   - [ ] \`shop\` has a contract with a new major version: add \`.changeset/shop-major.md\` with

     \`\`\`md
     ---
     "@acme/shop": major
     ---

     shop.gold.totals 2.0.0: type narrowed: schema.totals.total.
     \`\`\`

   - [ ] \`mesh validate\` is red:
     - \`domains/money/data-product.odps.yaml:8:49\` money takes shop.gold.totals in versions ^1.0.0, published is 2.0.0

   ### Contracts

   #### \`shop.gold.totals\` 1.0.0 → 2.0.0

   |  | change | was | is | read by |
   |---|---|---|---|---|
   | **breaking** | type narrowed \`schema.totals.total\` | \`long\` | \`integer\` | \`money.gold.books\` \`domains/money/gold/books/books.sql:2:3\` |
   | cosmetic | version changed \`version\` | \`1.0.0\` | \`2.0.0\` |  |

   ### Datasets

   | dataset |  | because |
   |---|---|---|
   | \`shop.gold.totals\` | runs | job changed |
   | \`money.gold.books\` | runs | reads shop.gold.totals, which changes |

   ### Rows of gold datasets

   Not compared: \`--no-data\` was given.
   "
  `);
});

it('nothing', async () => {
  write(root, { 'README.md': 'words' });
  expect(await markdown()).toMatchInlineSnapshot(`
   "<!-- mesh pr-report -->

   ## What this branch changes in the mesh

   **Nothing of the mesh changes.**

   Compared with merge base with main (\`<commit>\`).
   "
  `);
});

it('only what changes is built, from files of either state; the real lake and exports are left alone', async () => {
  write(root, {
    'domains/shop/raw/orders/pipeline.json': JSON.stringify({
      execution: [
        {
          type: 'IngestCSV',
          file_location: 'data/*.csv',
          schema: { day: 'DATE', amount: 'BIGINT' },
          additional_attributes: { header: 'true' },
        },
        { type: 'Data_filter', sql: 'SELECT * FROM input WHERE amount > 2', bad_data: '../../../../bad/rows.csv' },
      ],
    }),
    [`${TOTALS}/pipeline.json`]: JSON.stringify({
      execution: [{ type: 'TransformSQL', sql_file_location: 'totals.sql' }],
      destination: [
        { type: 'DestinationDefaultCatalog', table_name: 'shop.gold.totals', mode: 'overwrite' },
        { type: 'DestinationCSV', file_location: '../../../../exports/totals.csv' },
      ],
    }),
    'domains/other/data-product.odps.yaml': product('other', '1.0.0'),
    'domains/other/gold/apart/pipeline.json': job('SELECT 1 AS a'),
  });
  commit(root, 'more');
  expect((await report('--base', 'HEAD')).plan).toEqual([]);
  write(root, { 'domains/shop/raw/orders/data/one.csv': 'day,amount\n2026-01-01,1\n2026-01-01,9\n' });
  const { plan, data } = await report('--base', 'HEAD');
  expect(plan).toEqual([
    { address: 'shop.raw.orders', change: 'changed', reason: 'source file domains/shop/raw/orders/data/one.csv' },
    { address: 'shop.gold.totals', change: 'downstream', reason: 'reads shop.raw.orders, which changes' },
    { address: 'money.gold.books', change: 'downstream', reason: 'reads shop.gold.totals, which changes' },
  ]);
  expect(data.compared.map(({ address, diff }) => [address, diff.rows])).toEqual([
    ['shop.gold.totals', { from: 1, to: 1, added: 0, removed: 0, changed: 1, unchanged: 0 }],
    ['money.gold.books', { from: 1, to: 1, added: 1, removed: 1, changed: 0, unchanged: 0 }],
  ]);
  expect(['lake', 'exports', 'bad'].filter((folder) => existsSync(join(root, folder)))).toEqual([]);
});

it('says what was not compared, and why', async () => {
  write(dirname(root), { 'elsewhere/x.csv': 'a\n1\n' });
  write(root, {
    'domains/shop/gold/old/pipeline.json': job('SELECT 1 AS a'),
    'domains/shop/gold/failing/pipeline.json': job('SELECT 1 AS a'),
    'domains/shop/gold/far/pipeline.json': JSON.stringify({
      execution: [{ type: 'IngestCSV', file_location: join(dirname(root), 'elsewhere/x.csv') }],
    }),
    'domains/shop/gold/lfs/pipeline.json': JSON.stringify({
      execution: [{ type: 'IngestCSV', file_location: 'data/x.csv' }],
    }),
    'domains/shop/gold/lfs/data/x.csv': 'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n',
  });
  commit(root, 'more');
  rmSync(join(root, 'domains/shop/gold/old'), { recursive: true });
  const other = 'SELECT 2 AS a';
  write(root, {
    'domains/shop/gold/young/pipeline.json': job(other),
    'domains/shop/gold/failing/pipeline.json': job("SELECT CAST('x' || day AS INTEGER) AS a FROM shop.gold.totals"),
    'domains/shop/gold/far/pipeline.json': JSON.stringify({
      execution: [
        { type: 'IngestCSV', name: 'f', file_location: join(dirname(root), 'elsewhere/x.csv') },
        { type: 'TransformSQL', sql: other },
      ],
    }),
    'domains/shop/gold/lfs/data/x.csv': 'a\n1\n',
    [`${TOTALS}/totals.sql`]: 'SELECT day, max(amount)::BIGINT AS total FROM shop.raw.orders GROUP BY day',
  });
  const { data } = await report('--base', 'HEAD', '--max-datasets', '3');
  expect(Object.fromEntries(data.skipped.map(({ address, reason }) => [address, reason]))).toEqual({
    'shop.gold.old': 'it is gone',
    'shop.gold.young': 'it is new: there is nothing to compare it with',
    'shop.gold.far': 'shop.gold.far reads from outside of the workspace (IngestCSV)',
    'shop.gold.lfs': 'source files of the base lie in Git LFS',
    'shop.gold.failing': expect.stringContaining('this branch does not build: shop.gold.failing failed: '),
    'money.gold.books': 'only 3 datasets are compared (--max-datasets)',
  });
  expect(data.compared.map(({ address }) => address)).toEqual(['shop.gold.totals']);
});

it('source files that git cannot read are no empty ones', async () => {
  const data = 'domains/shop/raw/orders/data/one.csv';
  const id = execFileSync('git', ['hash-object', data], { cwd: root, encoding: 'utf8' }).trim();
  rmSync(join(root, '..', '.git/objects', id.slice(0, 2), id.slice(2)), { force: true });
  rmSync(join(root, '.git/objects', id.slice(0, 2), id.slice(2)), { force: true });
  write(root, {
    [`${TOTALS}/totals.sql`]: 'SELECT day, max(amount)::BIGINT AS total FROM shop.raw.orders GROUP BY day',
  });
  const found = (await report('--base', 'HEAD')).data;
  expect(found.compared).toEqual([]);
  expect(found.skipped.map(({ reason }) => reason)).toContain('git could not read files of the commit to compare with');
});

it('nothing of a commit gets into the caches of the work tree', async () => {
  for (const path of ['.mesh/cache/evil.sql', '.MESH/cache/evil.sql']) write(root, { [path]: 'SELECT 1' });
  execFileSync('git', ['add', '-f', '.mesh', '.MESH'], { cwd: root });
  commit(root, 'evil');
  for (const folder of ['.mesh', '.MESH']) rmSync(join(root, folder), { recursive: true, force: true });
  await runCli(['contract', 'diff', '--base', 'HEAD'], { cwd: root });
  expect(existsSync(join(root, '.mesh/cache/evil.sql'))).toBe(false);
});

it('a broken branch still gets its report', async () => {
  write(root, {
    [CONTRACT]: 'kind: [',
    [`${TOTALS}/totals.sql`]: 'SELECT day, nonsense AS total FROM shop.raw.orders',
  });
  const text = await markdown();
  expect(text).toContain('❌ contracts could not be compared');
  expect(text).toContain('contracts or products have errors');
  expect(text).toMatch(/\n {2}- `domains\/shop\/gold\/totals\/totals.sql:1:\d+` .*nonsense/);
  expect(text).toMatch(/`shop\.gold\.totals` \| this branch does not build: .*more error/);
});

it('nothing that a branch writes becomes markup, and no secret passes', async () => {
  const evil = '</details><img src=x>|`@acme/all` *x*';
  const rows = (note: string, secret: string): string =>
    `SELECT day, sum(amount)::BIGINT AS total, '${note}' AS note, '${secret}' AS s FROM shop.raw.orders GROUP BY day`;
  const columns = [
    'name: day, physicalType: DATE, primaryKey: true',
    'name: total, physicalType: BIGINT',
    'name: s, physicalType: VARCHAR',
  ];
  const promise = (words: string): string =>
    contract('1.0.0', [...columns, `name: note, physicalType: VARCHAR, description: ${JSON.stringify(words)}`]);
  write(root, {
    'connection-properties.json':
      '{ "connections": [{ "name": "pg", "type": "postgres", "connection_details": { "password": { "env": "PG_PASSWORD" } } }] }',
    [`${TOTALS}/totals.sql`]: rows('x', 'y'),
    [CONTRACT]: promise('x'),
  });
  commit(root, 'notes');
  write(root, { [`${TOTALS}/totals.sql`]: rows(evil, 'hunter|2*'), [CONTRACT]: promise(evil) });
  const run = (...args: string[]) => runCli(args, { cwd: root, env: { PG_PASSWORD: 'hunter|2*' } });
  await run('run', '+shop.gold.totals');
  write(root, { [`${TOTALS}/totals.sql`]: rows('x', 'y') });
  await run('run', '+shop.gold.totals');
  write(root, { [`${TOTALS}/totals.sql`]: rows(evil, 'hunter|2*') });
  for (const command of [
    'pr-report --base HEAD',
    'contract diff --base HEAD --format markdown',
    'diff shop.gold.totals --format markdown',
  ]) {
    const { stdout } = await run(...command.split(' '));
    expect(stdout.split('</details>').length).toBe(stdout.split('<details>').length);
    expect(stdout.replace(/`[^`\n]*`/g, '')).not.toMatch(/<img|@acme|\*x\*/);
    expect(stdout).toContain('&#60;img src&#61;x&#62;&#124;&#96;&#64;acme');
    expect(stdout).not.toMatch(/hunter/);
  }
});

it('writes a file, and leaves nothing behind', async () => {
  const temporary = join(dirname(root), 'tmp');
  mkdirSync(temporary);
  const place = jest.spyOn(os, 'tmpdir').mockReturnValue(temporary);
  write(root, { [`${TOTALS}/totals.sql`]: 'SELECT day, 7::BIGINT AS total FROM shop.raw.orders' });
  symlinkSync('/', join(root, 'domains/shop/raw/orders/data/link.csv'));
  const { stdout } = await runCli(['pr-report', '--output', 'report.md'], { cwd: root });
  expect(place).toHaveBeenCalled();
  place.mockRestore();
  expect(stdout).toBe('Wrote report.md.\n');
  expect(readFileSync(join(root, 'report.md'), 'utf8')).toMatch(/^<!-- mesh pr-report -->\n\n## What this branch/);
  expect(readdirSync(temporary)).toEqual([]);
  for (const file of ['no/where.md', 'domains']) {
    const refused = await runCli(['pr-report', '--output', file], { cwd: root });
    expect([refused.exit, refused.stderr]).toEqual([
      2,
      expect.stringMatching(`^error: the report cannot be written to ${file} `),
    ]);
  }
  const without = await runCli(['pr-report', '--no-data'], { cwd: root });
  expect(without.stderr).toBe('comparing jobs and contracts …\n');
  const { stdout: bare } = await runCli(['pr-report', '--no-data', '--format', 'json'], { cwd: root });
  check('pr-report', JSON.parse(bare));
});
