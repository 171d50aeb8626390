import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCli, temporaryFolder } from './testing/cli';
import { checkedEnvelope } from './testing/schemas';

const job = (...execution: object[]): string => JSON.stringify({ execution });
const sql = (file: string): object => ({ type: 'TransformSQL', sql_file_location: file });

/** orders.csv → raw → silver (filtered, checked) → gold of two domains. */
function workspace(): string {
  const root = temporaryFolder();
  const files: Record<string, string> = {
    'global-properties.json': '{}',
    'domains/shop/raw/orders/pipeline.json': job({
      type: 'IngestCSV',
      file_location: 'data/*.csv',
      schema: { id: 'BIGINT', amount: 'DOUBLE', note: 'VARCHAR', unread: 'VARCHAR' },
    }),
    'domains/shop/silver/orders/pipeline.json': job(
      sql('all.sql'),
      { type: 'Data_filter', query_location: 'refuse.sql' },
      { type: 'Validations', query_location: 'check.sql' },
      sql('last.sql'),
    ),
    'domains/shop/silver/orders/all.sql': 'SELECT *\nFROM shop.raw.orders',
    'domains/shop/silver/orders/refuse.sql': "SELECT * FROM input\nWHERE note = 'void'",
    'domains/shop/silver/orders/check.sql': 'SELECT *\nFROM input WHERE unread IS NULL',
    'domains/shop/silver/orders/last.sql': 'SELECT id,\n  amount * 2 AS doubled FROM input',
    'domains/shop/gold/totals/pipeline.json': job({
      type: 'TransformSQL',
      sql: 'SELECT sum(doubled) AS total, count(*) AS orders FROM shop.silver.orders',
    }),
    'domains/money/gold/books/pipeline.json': job(sql('books.sql')),
    'domains/money/gold/books/books.sql': 'SELECT total + 1 AS\n  booked, orders FROM shop.gold.totals',
    'domains/money/gold/strange/pipeline.json': job(sql('strange.sql')),
    'domains/money/gold/strange/strange.sql': 'SELECT rowid AS r FROM shop.gold.totals',
  };
  for (const domain of ['shop', 'money']) {
    files[`domains/${domain}/data-product.odps.yaml`] =
      `apiVersion: v1.0.0\nkind: DataProduct\nid: ${domain}\nname: ${domain}\nstatus: active\n`;
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

let root: string;
beforeAll(() => {
  root = workspace();
});

async function lineage(...args: string[]): Promise<Record<string, unknown>[]> {
  const { stdout, stderr, exit } = await runCli(['lineage', ...args, '--json'], { cwd: root });
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  return checkedEnvelope(stdout, 'lineage').result['columns'] as Record<string, unknown>[];
}

async function impact(target: string): Promise<Record<string, unknown>[]> {
  const { stdout } = await runCli(['impact', target, '--json'], { cwd: root });
  return checkedEnvelope(stdout, 'impact').result['datasets'] as Record<string, unknown>[];
}

describe('mesh lineage', () => {
  it('shows one hop up, steps folded, with the filter as an influence', async () => {
    expect(await lineage('shop.silver.orders')).toEqual([
      {
        column: 'shop.silver.orders.id',
        direct: ['shop.raw.orders.id'],
        kinds: { 'shop.raw.orders.id': 'IDENTITY' },
        indirect: [{ column: 'shop.raw.orders.note', kind: 'FILTER' }],
        rows: [],
        untraced: null,
      },
      {
        column: 'shop.silver.orders.doubled',
        direct: ['shop.raw.orders.amount'],
        kinds: { 'shop.raw.orders.amount': 'TRANSFORMATION' },
        indirect: [{ column: 'shop.raw.orders.note', kind: 'FILTER' }],
        rows: [],
        untraced: null,
      },
    ]);
  });

  it('goes back to the columns of the source files', async () => {
    const columns = await lineage('money.gold.books.booked', '--depth', 'all');
    expect(columns.map(({ column, direct }) => [column, direct])).toEqual([
      ['money.gold.books.booked', ['shop.gold.totals.total']],
      ['shop.gold.totals.total', ['shop.silver.orders.doubled']],
      ['shop.silver.orders.doubled', ['shop.raw.orders.amount']],
      ['shop.raw.orders.amount', ['domains/shop/raw/orders/data/*.csv#amount']],
      ['shop.raw.orders.note', ['domains/shop/raw/orders/data/*.csv#note']],
    ]);
  });

  it('goes down, and counts what it cannot trace as reading', async () => {
    const columns = await lineage('shop.silver.orders.doubled', '--down', '--depth', '2');
    expect(columns.map(({ column, untraced }) => [column, untraced])).toEqual([
      ['shop.gold.totals.total', null],
      ['money.gold.books.booked', null],
      ['money.gold.strange.r', 'a pseudo-column such as rowid'],
    ]);
  });

  it('is text, and a diagram', async () => {
    const text = await runCli(['lineage', 'shop.silver.orders'], { cwd: root });
    expect(text.stdout).toContain(
      '  doubled           transformation  shop.raw.orders.amount\n  (every column)    filter          shop.raw.orders.note',
    );
    const untraced = await runCli(['lineage', 'money.gold.strange.r'], { cwd: root });
    expect(untraced.stdout).toContain('not traced  a pseudo-column such as rowid');
    const { stdout } = await runCli(['lineage', 'shop.silver.orders.doubled', '--format', 'mermaid'], { cwd: root });
    expect(stdout).toBe(
      [
        'flowchart LR',
        '  subgraph g0["shop.raw.orders"]',
        '    c0["amount"]',
        '    c2["note"]',
        '  end',
        '  subgraph g1["shop.silver.orders"]',
        '    c1["doubled"]',
        '  end',
        '  c0 --> c1',
        '  c2 -.-> c1',
        '  classDef untraced stroke-dasharray: 4 4',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [['shop.silver.order'], 'is no dataset'],
    [['shop.silver.orders.duobled'], 'Did you mean "doubled"?'],
    [['shop.silver.orders', '--up', '--down'], 'either --up or --down'],
    [['shop.silver.orders', '--depth', '0'], 'at least 1'],
  ])('refuses %j', async (args, words) => {
    const { exit, stderr } = await runCli(['lineage', ...args], { cwd: root });
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(words) });
  });

  it('says that it has gaps where the workspace has errors', async () => {
    const broken = workspace();
    writeFileSync(join(broken, 'domains/money/gold/books/books.sql'), 'SELECT nothing FROM shop.gold.totals');
    const { stdout, stderr, exit } = await runCli(['lineage', 'money.gold.books'], { cwd: broken });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: expect.stringContaining('not everything is traced') });
    expect(stdout).toContain('money.gold.books is not traced: its columns are not known');
    const readers = await runCli(['impact', 'shop.gold.totals.total'], { cwd: broken });
    expect(readers.stdout).toContain('domains/money/gold/books/books.sql:1:21  shop.gold.totals (not by name)');
  });
});

describe('mesh impact', () => {
  it('names every dataset, column and place downstream', async () => {
    const datasets = await impact('shop.raw.orders.amount');
    const found = datasets.map(({ address, distance, columns, readings }) => ({
      address,
      distance,
      columns,
      readings: (readings as Record<string, unknown>[]).map(
        ({ file, line, column, named }) => `${String(file)}:${String(line)}:${String(column)}${named ? '' : ' *'}`,
      ),
    }));
    expect(found).toEqual([
      {
        address: 'shop.silver.orders',
        distance: 1,
        columns: [{ column: 'shop.silver.orders.doubled', direct: true }],
        readings: [
          'domains/shop/silver/orders/all.sql:2:6 *',
          'domains/shop/silver/orders/refuse.sql:1:15 *',
          'domains/shop/silver/orders/check.sql:2:6 *',
          'domains/shop/silver/orders/last.sql:2:3',
        ],
      },
      {
        address: 'shop.gold.totals',
        distance: 2,
        columns: [{ column: 'shop.gold.totals.total', direct: true }],
        readings: ['domains/shop/gold/totals/pipeline.json:1:56'],
      },
      {
        address: 'money.gold.books',
        distance: 3,
        columns: [{ column: 'money.gold.books.booked', direct: true }],
        readings: ['domains/money/gold/books/books.sql:1:8'],
      },
      {
        address: 'money.gold.strange',
        distance: 3,
        columns: [{ column: 'money.gold.strange.r', direct: false }],
        readings: ['domains/money/gold/strange/strange.sql:1:24 *'],
      },
    ]);
  });

  it('counts checks as readers, and says where nobody reads', async () => {
    expect(await impact('shop.raw.orders.unread')).toEqual([
      expect.objectContaining({ address: 'shop.silver.orders', columns: [], distance: 1 }),
    ]);
    const text = await runCli(['impact', 'shop.raw.orders.unread'], { cwd: root });
    expect(text.stdout).toContain('none of its columns comes from it\n');
    expect((await runCli(['impact', 'money.gold.books.booked'], { cwd: root })).stdout).toBe(
      'Nobody reads money.gold.books.booked.\n',
    );
  });
});

it('goes through private tables, two steps that are joined, and windows of a later step', async () => {
  const fresh = workspace();
  const folder = 'domains/shop/gold/totals';
  const jobs = [
    {
      execution: [
        {
          type: 'TransformSQL',
          name: 'kept',
          sql: 'SELECT id, doubled AS d FROM shop.silver.orders WHERE doubled > 0',
        },
      ],
      destination: [{ type: 'DestinationDefaultCatalog', table_name: 'keys', mode: 'overwrite' }],
    },
    {
      execution: [
        { type: 'TransformSQL', name: 'a', sql: 'SELECT id, unread FROM shop.raw.orders' },
        {
          type: 'TransformSQL',
          name: 'b',
          sql: 'SELECT a.unread AS text, sum(k.d) OVER (ORDER BY a.id) AS running FROM a JOIN keys k ON k.id = a.id',
        },
      ],
    },
  ];
  writeFileSync(join(fresh, folder, 'pipeline.json'), JSON.stringify(jobs));
  const { stdout, stderr } = await runCli(['lineage', 'shop.gold.totals', '--format', 'json'], { cwd: fresh });
  expect(stderr).not.toContain('totals/');
  const rows = [
    { column: 'shop.raw.orders.id', kind: 'JOIN' },
    { column: 'shop.silver.orders.doubled', kind: 'FILTER' },
    { column: 'shop.silver.orders.id', kind: 'JOIN' },
  ];
  expect((JSON.parse(stdout) as { columns: object[] }).columns).toEqual([
    {
      column: 'shop.gold.totals.text',
      direct: ['shop.raw.orders.unread'],
      kinds: { 'shop.raw.orders.unread': 'IDENTITY' },
      indirect: rows,
      rows: [],
      untraced: null,
    },
    {
      column: 'shop.gold.totals.running',
      direct: ['shop.silver.orders.doubled'],
      kinds: { 'shop.silver.orders.doubled': 'AGGREGATION' },
      indirect: [rows[0], { column: 'shop.raw.orders.id', kind: 'WINDOW' }, rows[1], rows[2]],
      rows: [],
      untraced: null,
    },
  ]);
});

it('traces the same SQL anew where its input has other columns', async () => {
  const fresh = workspace();
  const star = join(fresh, 'domains/shop/silver/orders/pipeline.json');
  writeFileSync(star, job(sql('all.sql')));
  const columnsOf = async (): Promise<string[]> => {
    const { stdout } = await runCli(['lineage', 'shop.silver.orders', '--format', 'json'], { cwd: fresh });
    return (JSON.parse(stdout) as { columns: { direct: string[] }[] }).columns.flatMap(({ direct }) => direct);
  };
  expect(await columnsOf()).toEqual(['id', 'amount', 'note', 'unread'].map((name) => `shop.raw.orders.${name}`));
  writeFileSync(
    join(fresh, 'domains/shop/raw/orders/pipeline.json'),
    job({
      type: 'IngestCSV',
      file_location: 'data/*.csv',
      schema: { note: 'VARCHAR', id: 'BIGINT', unread: 'VARCHAR' },
    }),
  );
  expect(await columnsOf()).toEqual(['note', 'id', 'unread'].map((name) => `shop.raw.orders.${name}`));
});

it('remembers what it traced, and writes nothing outside of .mesh', async () => {
  const fresh = workspace();
  const before = readdirSync(fresh, { recursive: true }).length;
  const [first, second] = [
    await runCli(['lineage', 'shop.silver.orders', '--json'], { cwd: fresh }),
    await runCli(['lineage', 'shop.silver.orders', '--json'], { cwd: fresh }),
  ];
  expect(second.stdout).toBe(first.stdout);
  expect(readdirSync(join(fresh, '.mesh', 'cache'))).toContain('lineage-duckdb-1.json');
  expect(readdirSync(fresh, { recursive: true }).filter((path) => !String(path).startsWith('.mesh'))).toHaveLength(
    before,
  );
});
