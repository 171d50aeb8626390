import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, type CaseResult, PLAIN } from '../bench';
import { interleave } from '../measure/interleave';
import { measure } from '../measure/process';
import { PARQUET, type StatementList, text } from '../plain';
import { within } from './goal';

const GOAL = 2;

const AGGREGATE = (
  rows: string,
) => `SELECT region, product, date_trunc('month', sold_on) AS month, count(*) AS sales, sum(quantity) AS units,
  CAST(sum(quantity * price) AS DECIMAL(18, 2)) AS revenue FROM ${rows} GROUP BY ALL ORDER BY ALL`;

/** The job of the system that this one follows: a CSV file into a table, an aggregate of it into a CSV file and a table. */
export async function job(bench: Bench): Promise<CaseResult> {
  const { scratch } = bench;
  const source = join(scratch, 'sales.csv');
  await writeSource(bench, source);
  const file = join(scratch, 'job.json');
  writeFileSync(file, JSON.stringify(meshJob(source)));
  const list = join(scratch, 'plain.json');
  writeFileSync(list, JSON.stringify(plainJob(source, join(scratch, 'plain'))));
  for (const name of ['lake', 'out', 'plain']) rmSync(join(scratch, name), { recursive: true, force: true });
  const [first, ...measured] = await repeated(bench, file, list);
  const what = `${bench.sizes.jobRows.toLocaleString('en')} rows`;
  const rows = [first, ...measured].flatMap((end) => (end ? [{ what, command: end.name, ...end.median }] : []));
  return {
    title: 'One job file',
    rows: rows.map((row) => (row.command === 'plain DuckDB' ? row : { ...row, goal: within(GOAL, row) })),
    notes: [
      'The same job took the original 34 s, 61 CPU seconds and 1.1 GiB on two cores, and failed when it was repeated.',
    ],
  };
}

async function repeated(bench: Bench, file: string, list: string) {
  const mesh = () => measure(bench.mesh, ['job', 'run', file, '--json', '--quiet'], bench.scratch);
  const [first] = await interleave([{ name: 'mesh job run, first', run: mesh }], 1);
  const others = await interleave(
    [
      { name: 'mesh job run, repeated', run: mesh },
      { name: 'plain DuckDB', run: () => measure(PLAIN, [list], bench.scratch) },
    ],
    bench.runs,
  );
  return [first, ...others];
}

async function writeSource(bench: Bench, source: string): Promise<void> {
  const rows = `SELECT i AS id, DATE '2026-01-01' + CAST(i % 300 AS INTEGER) AS sold_on, 'region ' || (i * 7919 % 12) AS region,
    'product ' || (i * 104729 % 400) AS product, 'customer-' || (hash(i) % 50000) AS customer, CAST(1 + hash(i) % 9 AS INTEGER) AS quantity,
    CAST(1 + hash(i * 3) % 100000 / 100.0 AS DECIMAL(10, 2)) AS price, 'bought in the shop, paid by card ' || hash(i) AS note`;
  const sql = `COPY (${rows} FROM range(${bench.sizes.jobRows}) t(i)) TO ${text(source)} (FORMAT csv, HEADER)`;
  const list = join(bench.scratch, 'source.json');
  const statements: StatementList = { config: {}, folders: [], decode: [], statements: [{ dataset: 'source', sql }] };
  writeFileSync(list, JSON.stringify(statements));
  await measure(PLAIN, [list], bench.scratch);
}

function meshJob(source: string): unknown {
  const attributes = [
    { key: 'header', value: 'true' },
    { key: 'inferSchema', value: 'true' },
  ];
  return [
    {
      execution: [{ type: 'IngestCSV', file_location: source, additional_attributes: attributes }],
      destination: [{ type: 'DestinationDefaultCatalog', table_name: 'sales', mode: 'overwrite' }],
    },
    {
      execution: [{ type: 'TransformSQL', sql: AGGREGATE('sales') }],
      destination: [
        {
          type: 'DestinationCSV',
          file_location: 'out/totals.csv',
          additional_attributes: [{ key: 'header', value: 'true' }],
        },
        { type: 'DestinationDefaultCatalog', table_name: 'totals', mode: 'overwrite' },
      ],
    },
  ];
}

function plainJob(source: string, folder: string): StatementList {
  const [sales, totals] = ['sales', 'totals'].map((name) => text(join(folder, `${name}.parquet`)));
  const lines = [
    `COPY (SELECT * FROM read_csv(${text(source)}, header = true, ignore_errors = true)) TO ${sales} (${PARQUET})`,
    `COPY (${AGGREGATE(`read_parquet(${sales})`)}) TO ${totals} (${PARQUET})`,
    `COPY (SELECT * FROM read_parquet(${totals})) TO ${text(join(folder, 'totals.csv'))} (FORMAT csv, HEADER)`,
  ];
  return { config: {}, folders: [folder], decode: [], statements: lines.map((sql) => ({ dataset: 'job', sql })) };
}
