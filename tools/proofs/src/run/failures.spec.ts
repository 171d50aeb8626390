import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Envelope, EnvelopeIssue } from '@mu-mesh/cli';
import { STACK_TRACE, mesh, meshJson, meshProcess } from '../mesh-cli';
import { Scratch, pipeline } from './scratch';

const RAW = 'domains/sales/raw/orders';
const SILVER = 'domains/sales/silver/totals';
const INGEST = {
  type: 'IngestCSV',
  name: 'lines',
  file_location: 'data/*.csv',
  schema: { id: 'BIGINT', amount: 'INTEGER', note: 'VARCHAR' },
  additional_attributes: { header: 'true' },
};

/** raw.orders → silver.totals → gold.report, and gold.other beside them; built once and copied for every case. */
let built: Scratch;
beforeAll(async () => {
  built = new Scratch({
    [`${RAW}/pipeline.json`]: pipeline([INGEST]),
    [`${RAW}/data/1.csv`]: 'id,amount,note\n1,10,ten\n2,20,12\n',
    [`${SILVER}/pipeline.json`]: pipeline([{ type: 'TransformSQL', sql_file_location: 'totals.sql' }]),
    [`${SILVER}/totals.sql`]: 'SELECT sum(amount) AS total\nFROM sales.raw.orders\n',
    'domains/sales/gold/report/pipeline.json': pipeline([
      { type: 'TransformSQL', sql: 'SELECT total FROM sales.silver.totals' },
    ]),
    'domains/sales/gold/other/pipeline.json': pipeline([{ type: 'TransformSQL', sql: 'SELECT 1 AS one' }]),
  });
  await built.run();
});
afterAll(() => built.dispose());

function copy(): Scratch {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mesh-proof-')));
  cpSync(built.root, root, { recursive: true });
  return new Scratch({}, root);
}

/** Everything that readers of the lake can see. */
function visible(root: string): string[] {
  return readdirSync(join(root, 'lake'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /_delta_log\/\d+\.json$/.test(path))
    .sort();
}

interface Case {
  change: (scratch: Scratch) => void;
  /** Exit status, code, and part of the message. */
  exit: number;
  code: string;
  says: RegExp;
  /** `file:line:column`, relative; undefined where data, not text, is to blame. */
  at?: string;
  select?: string[];
}

const sql =
  (text: string) =>
  (scratch: Scratch): void =>
    scratch.write(`${SILVER}/totals.sql`, text);
const raw =
  (more: Record<string, unknown>, ...steps: unknown[]) =>
  (scratch: Scratch): void =>
    scratch.write(`${RAW}/pipeline.json`, pipeline([{ ...INGEST, ...more }, ...steps]));
const appendTo = (scratch: Scratch, more: Record<string, unknown>): void =>
  scratch.write(
    `${RAW}/pipeline.json`,
    pipeline(
      [INGEST, { type: 'TransformSQL', sql: 'SELECT *, 1 AS extra FROM input' }],
      [{ type: 'DestinationDefaultCatalog', table_name: 'sales.raw.orders', mode: 'append', ...more }],
    ),
  );

const CASES: Record<string, Case> = {
  'a glob that matches nothing': {
    change: raw({ file_location: 'nothing/*.csv' }),
    exit: 2,
    code: 'SOURCE_MISSING',
    says: /no file matches .*nothing\/\*\.csv/,
    at: `${RAW}/pipeline.json:1`,
  },
  'a file that is not there': {
    change: raw({ file_location: 'data/none.csv' }),
    exit: 2,
    code: 'SOURCE_MISSING',
    says: /none\.csv/,
    at: `${RAW}/pipeline.json:1`,
  },
  'all files of an overwritten table are gone': {
    change: (scratch) => rmSync(join(scratch.root, RAW, 'data/1.csv')),
    exit: 2,
    code: 'SOURCE_MISSING',
    says: /no file matches/,
    at: `${RAW}/pipeline.json:1`,
  },
  'folders in place of the files': {
    change: (scratch) => {
      rmSync(join(scratch.root, RAW, 'data/1.csv'));
      mkdirSync(join(scratch.root, RAW, 'data/1.csv'));
    },
    exit: 2,
    code: 'SOURCE_MISSING',
    says: /no file matches/,
    at: `${RAW}/pipeline.json:1`,
  },
  'a header without a declared column': {
    change: (scratch) => scratch.write(`${RAW}/data/1.csv`, 'id,amount\n1,2\n'),
    exit: 1,
    code: 'DATA_INVALID',
    says: /1\.csv.*lacks "note"/,
  },
  'Parquet that is none': {
    change: (scratch) => {
      scratch.write(`${RAW}/data/1.parquet`, 'PAR1 this is none');
      scratch.write(
        `${RAW}/pipeline.json`,
        pipeline([{ type: 'IngestParquet', name: 'lines', file_location: 'data/*.parquet' }]),
      );
    },
    exit: 1,
    code: 'DATA_INVALID',
    says: /1\.parquet/,
  },
  'SQL that does not parse': {
    change: sql('SELECT sum(amount) AS total\nFRM sales.raw.orders x\n'),
    exit: 2,
    code: 'SQL_SYNTAX',
    says: /Syntax error/,
    at: `${SILVER}/totals.sql:2`,
  },
  'an unknown column': {
    change: sql('SELECT 1 AS a,\n  sum(amuont) AS total\nFROM sales.raw.orders\n'),
    exit: 2,
    code: 'SQL_BIND',
    says: /amuont/,
    at: `${SILVER}/totals.sql:2:7`,
  },
  'an unknown function': {
    change: sql('SELECT\n\n  summe(amount) AS total FROM sales.raw.orders\n'),
    exit: 2,
    code: 'SQL_BIND',
    says: /summe/,
    at: `${SILVER}/totals.sql:3:3`,
  },
  'types that do not fit': {
    change: sql('SELECT sum(note) AS total\nFROM sales.raw.orders\n'),
    exit: 2,
    code: 'SQL_BIND',
    says: /sum/,
    at: `${SILVER}/totals.sql:1`,
  },
  'an unknown dataset': {
    change: sql('SELECT 1 AS total\nFROM sales.raw.ordrs\n'),
    exit: 2,
    code: 'REFERENCE_UNKNOWN',
    says: /sales\.raw\.ordrs/,
    at: `${SILVER}/totals.sql:2:6`,
  },
  'a cast that fails in a row': {
    change: sql('SELECT\n  CAST(note AS INTEGER) AS total FROM sales.raw.orders\n'),
    exit: 1,
    code: 'DATA_INVALID',
    says: /ten/,
    at: `${SILVER}/totals.sql:`,
  },
  'an overflow': {
    change: sql('SELECT amount * 2147483647::INTEGER AS total FROM sales.raw.orders\n'),
    exit: 1,
    code: 'DATA_INVALID',
    says: /[Oo]verflow/,
    at: `${SILVER}/totals.sql:`,
  },
  'an error that the SQL raises': {
    change: sql(
      "SELECT CASE WHEN amount > 15 THEN error('too large') ELSE amount END AS total FROM sales.raw.orders\n",
    ),
    exit: 1,
    code: 'DATA_INVALID',
    says: /too large/,
    at: `${SILVER}/totals.sql:`,
  },
  'a scalar subquery of several rows': {
    change: sql('SELECT (SELECT amount FROM sales.raw.orders) AS total\n'),
    exit: 1,
    code: 'DATA_INVALID',
    says: /more than one row/i,
    at: `${SILVER}/totals.sql:`,
  },
  'a check over its threshold': {
    change: raw(
      {},
      { type: 'Validations', name: 'large', query: 'SELECT * FROM input WHERE amount > 15', fail_threshold: '10%' },
    ),
    exit: 1,
    code: 'THRESHOLD',
    says: /1 of 2 rows/,
    at: `${RAW}/pipeline.json:1`,
  },
  'a new column in a frozen table': {
    change: (scratch) => appendTo(scratch, { schema_evolution: 'freeze' }),
    exit: 1,
    code: 'SCHEMA_FROZEN',
    says: /extra/,
    at: `${RAW}/pipeline.json:1`,
  },
  'a partition column that the result lacks': {
    change: (scratch) =>
      scratch.write(
        `${RAW}/pipeline.json`,
        pipeline(
          [INGEST],
          [
            {
              type: 'DestinationDefaultCatalog',
              table_name: 'sales.raw.orders',
              mode: 'overwrite',
              partition_by: ['day'],
            },
          ],
        ),
      ),
    exit: 2,
    code: 'CONFIG_INVALID',
    says: /`day`/,
    at: `${RAW}/pipeline.json:1`,
  },
  'a missing SQL file': {
    change: (scratch) => rmSync(join(scratch.root, SILVER, 'totals.sql')),
    exit: 2,
    code: 'SOURCE_MISSING',
    says: /totals\.sql/,
    at: `${SILVER}/pipeline.json:1`,
  },
  'a folder in place of the SQL file': {
    change: (scratch) => {
      rmSync(join(scratch.root, SILVER, 'totals.sql'));
      mkdirSync(join(scratch.root, SILVER, 'totals.sql'));
    },
    exit: 2,
    code: 'SOURCE_MISSING',
    says: /totals\.sql/,
    at: `${SILVER}/pipeline.json:1`,
  },
  'a pipeline.json that ends early': {
    change: (scratch) => scratch.write(`${SILVER}/pipeline.json`, '{ "execution": [\n'),
    exit: 2,
    code: 'CONFIG_SYNTAX',
    says: /./,
    at: `${SILVER}/pipeline.json:`,
  },
  'properties that are no JSON': {
    change: (scratch) => scratch.write('global-properties.json', 'lake = x'),
    exit: 2,
    code: 'CONFIG_SYNTAX',
    says: /./,
    at: 'global-properties.json:1:1',
  },
  'an upstream table that was never built': {
    change: (scratch) => rmSync(join(scratch.root, 'lake/sales/raw'), { recursive: true }),
    exit: 2,
    code: 'TABLE_MISSING',
    says: /sales\.silver\.totals reads sales\.raw\.orders, which has no table yet/,
    select: ['sales.silver', '--full'],
  },
  'a file in place of the lake': {
    change: (scratch) => {
      writeFileSync(join(scratch.root, 'file'), 'x');
      scratch.write('global-properties.json', '{ "lake": "file", "memory_limit": "512MB", "threads": 2 }');
    },
    exit: 3,
    code: 'IO',
    says: /not a directory/,
  },
};

function expectPlain({ issues }: Envelope, { code, says, at }: Case): EnvelopeIssue | undefined {
  const [issue] = issues.filter(({ severity }) => severity === 'error');
  expect(issue).toMatchObject({ code, message: expect.stringMatching(says) });
  if (at !== undefined) expect(`${issue?.file}:${issue?.line}:${issue?.column}`.startsWith(at)).toBe(true);
  expect(issue?.message).not.toMatch(/undefined|\[object|\n +at /);
  return issue;
}

describe('a failure', () => {
  let scratch: Scratch;
  beforeEach(() => {
    scratch = copy();
  });
  afterEach(() => scratch.dispose());

  it.each(Object.entries(CASES))(
    '%s: one message, its exit status, tables untouched, no stack trace',
    async (_, example) => {
      example.change(scratch);
      const before = visible(scratch.root);
      const text = await mesh(scratch.root, ['run', ...(example.select ?? [])]);
      expect(`${text.stdout}${text.stderr}`).not.toMatch(STACK_TRACE);
      expect(text).toMatchObject({ exit: example.exit, stderr: expect.stringMatching(example.says) });
      const own = visible(scratch.root).filter((path) => !before.includes(path));
      expect(own).toEqual([]);
      const envelope = await meshJson(scratch.root, ['run', ...(example.select ?? [])]);
      expect(envelope).toMatchObject({ ok: false, exit: example.exit });
      const issue = expectPlain(envelope, example);
      expect(text.stderr.split(`${issue?.message} [${issue?.code}]`)).toHaveLength(2);
      if (issue?.file && issue.line)
        expect(text.stderr).toMatch(new RegExp(`^ +${issue.line} \\| .*\\n +\\| +\\^`, 'm'));
    },
  );

  it('a division by zero is NULL, as DuckDB has it', async () => {
    sql('SELECT amount / 0 AS a, amount // 0 AS b, amount % 0 AS total FROM sales.raw.orders')(scratch);
    scratch.write(
      'domains/sales/gold/report/pipeline.json',
      pipeline([{ type: 'TransformSQL', sql: 'SELECT count(total) AS total FROM sales.silver.totals' }]),
    );
    expect((await mesh(scratch.root, ['run'])).exit).toBe(0);
    expect(await scratch.rows('sales.gold.report')).toEqual(['0']);
  });

  it('a failed dataset blocks what reads it; the rest goes on', async () => {
    scratch.write(
      'domains/sales/gold/last/pipeline.json',
      pipeline([{ type: 'TransformSQL', sql: 'SELECT * FROM sales.gold.report' }]),
    );
    expect((await mesh(scratch.root, ['run'])).exit).toBe(0);
    sql('SELECT CAST(note AS INTEGER) AS total FROM sales.raw.orders')(scratch);
    scratch.write(
      'domains/sales/gold/other/pipeline.json',
      pipeline([{ type: 'TransformSQL', sql: 'SELECT 2 AS one' }]),
    );
    const { exit, result } = await meshJson(scratch.root, ['run']);
    const statuses = (
      result as { datasets: { address: string; status: string; version: number; reason: string }[] }
    ).datasets
      .map(({ address, status, version, reason }) => {
        const why = status === 'blocked' ? `: ${reason}` : '';
        return `${address} ${status} ${version}${why}`;
      })
      .sort();
    expect(statuses).toEqual([
      'sales.gold.last blocked 0: sales.gold.report is blocked',
      'sales.gold.other committed 1',
      'sales.gold.report blocked 0: sales.silver.totals failed',
      'sales.raw.orders skipped 0',
      'sales.silver.totals failed 0',
    ]);
    expect(exit).toBe(1);
    expect(await scratch.rows('sales.silver.totals')).toEqual(['30']);
    sql('SELECT sum(amount) + 1 AS total FROM sales.raw.orders')(scratch);
    expect((await mesh(scratch.root, ['run'])).exit).toBe(0);
    expect(await scratch.rows('sales.gold.report')).toEqual(['31']);
  });

  it('an appended table whose files were archived is skipped, and says so where its job changes', async () => {
    const destination = { type: 'DestinationDefaultCatalog', table_name: 'sales.raw.orders', mode: 'append' };
    const job = (steps: unknown[]): void =>
      scratch.write(`${RAW}/pipeline.json`, pipeline([INGEST, ...steps], [destination]));
    job([]);
    await scratch.run(['sales.raw']);
    rmSync(join(scratch.root, RAW, 'data/1.csv'));
    expect((await mesh(scratch.root, ['run', 'sales.raw'])).exit).toBe(0);
    job([{ type: 'Print', limit: 1 }]);
    const changed = await mesh(scratch.root, ['run', 'sales.raw']);
    expect(changed).toMatchObject({ exit: 2, stderr: expect.stringMatching(/no file matches .*data\/\*\.csv/) });
    expect(await scratch.rows('sales.raw.orders')).toEqual(['1|10|ten', '2|20|12']);
  });

  it.each([
    ['a source file', `${RAW}/data/1.csv`, 'SOURCE_UNREADABLE'],
    ['the folder of the sources', `${RAW}/data`, 'SOURCE_UNREADABLE'],
    ['the lake, for writing', 'lake/sales/raw/orders/_delta_log', ''],
  ])('%s without permission: exit 3, tables untouched', async (_, path, code) => {
    scratch.write(`${RAW}/data/1.csv`, 'id,amount,note\n1,11,ten\n');
    const uid = process.getuid?.() === 0 ? 65_534 : undefined;
    if (uid !== undefined)
      for (const entry of ['.', ...readdirSync(scratch.root, { recursive: true, encoding: 'utf8' })])
        chownSync(join(scratch.root, entry), uid, uid);
    const before = visible(scratch.root);
    chmodSync(join(scratch.root, path), path.startsWith('lake') ? 0o555 : 0);
    const { status, output } = await meshProcess(scratch.root, ['run', 'sales.raw'], uid === undefined ? {} : { uid });
    chmodSync(join(scratch.root, path), 0o755);
    expect(output).not.toMatch(STACK_TRACE);
    expect({ status, output }).toMatchObject({ status: 3, output: expect.stringContaining(code) });
    expect(visible(scratch.root)).toEqual(before);
    expect((await mesh(scratch.root, ['run', 'sales.raw'])).exit).toBe(0);
    expect(await scratch.rows('sales.raw.orders')).toEqual(['1|11|ten']);
  });
});
