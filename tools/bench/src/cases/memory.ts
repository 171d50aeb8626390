import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, type CaseResult, PLAIN } from '../bench';
import { interleave } from '../measure/interleave';
import { measure } from '../measure/process';
import { text } from '../plain';
import { meshIn } from './mesh';

/** MiB that the process may need besides what the engine may hold. */
const BESIDES = 300;

/** Data of ten times the memory limit: read, deduplicated by a window over all rows, aggregated to many groups. */
export async function memory(bench: Bench): Promise<CaseResult> {
  const { memoryLimit } = bench.sizes;
  const root = join(bench.scratch, 'workspace');
  if (!existsSync(root)) await writeWorkspace(bench, root);
  const bytes = statSync(join(root, 'domains/events/raw/events/data/events.csv')).size;
  const measured = await interleave(
    [
      {
        name: 'mesh run',
        before: () => ['lake', '.mesh'].forEach((name) => rmSync(join(root, name), { recursive: true, force: true })),
        run: () => meshIn(bench, root, 'run'),
        after: () => expectEmpty(join(root, '.mesh', 'tmp')),
      },
    ],
    Math.min(bench.runs, 3),
  );
  const most = Math.max(...measured.flatMap(({ all }) => all.map(({ rss }) => rss)));
  return {
    title: 'Data of ten times the memory limit',
    rows: measured.map(({ name, median }) => ({
      what: `${(bytes / 2 ** 20).toFixed(0)} MiB of CSV, memory limit ${memoryLimit} MiB`,
      command: name,
      ...median,
      goal: {
        text: `≤ ${memoryLimit + BESIDES} MiB at any time: ${most.toFixed(0)} MiB`,
        met: most <= memoryLimit + BESIDES,
      },
    })),
    notes: ['The folder of spilled data is empty after every run.'],
  };
}

function expectEmpty(folder: string): void {
  const left = existsSync(folder) ? readdirSync(folder) : [];
  if (left.length > 0) throw new Error(`the temporary folder still holds ${left.join(', ')}`);
}

async function writeWorkspace(bench: Bench, root: string): Promise<void> {
  const { memoryLimit, memoryData } = bench.sizes;
  const domain = join(root, 'domains', 'events');
  const folders = ['raw/events/data', 'silver/latest_events', 'gold/days'].map((name) => join(domain, name));
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  const [data = '', silver = '', gold = ''] = folders;
  json(join(root, 'global-properties.json'), { library: 'duckdb', lake: 'lake', memory_limit: `${memoryLimit}MiB` });
  writeFileSync(join(domain, 'data-product.odps.yaml'), PRODUCT);
  await writeEvents(bench, join(data, 'events.csv'), memoryData);
  json(join(data, '..', 'pipeline.json'), { execution: [INGEST], destination: [] });
  json(join(silver, 'pipeline.json'), {
    execution: [{ type: 'TransformSQL', name: 'latest', sql: LATEST }],
    destination: [],
  });
  json(join(gold, 'pipeline.json'), {
    execution: [{ type: 'TransformSQL', name: 'days', sql: DAYS }],
    destination: [],
  });
}

/** About 120 bytes a row, which compress badly. */
async function writeEvents(bench: Bench, file: string, mebibytes: number): Promise<void> {
  const rows = Math.ceil((mebibytes * 2 ** 20) / 119);
  const select = `SELECT hash(i * 3) % ${rows} AS event_id, TIMESTAMP '2026-01-01' + INTERVAL (i % 20000000) SECOND AS happened_at,
    'customer-' || hash(i) % 1000000 AS customer_id, hash(i * 7) % 100000 / 100.0 AS amount, md5(i::VARCHAR) AS token, md5((i + 1)::VARCHAR) AS note
    FROM range(${rows}) t(i)`;
  const list = join(bench.scratch, 'events.json');
  json(list, {
    config: { memory_limit: '1GB' },
    folders: [],
    decode: [],
    statements: [{ dataset: 'events', sql: `COPY (${select}) TO ${text(file)} (FORMAT csv, HEADER)` }],
  });
  await measure(PLAIN, [list], bench.scratch);
}

function json(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

const INGEST = {
  type: 'IngestCSV',
  name: 'lines',
  file_location: 'data/*.csv',
  schema: {
    event_id: 'BIGINT',
    happened_at: 'TIMESTAMP',
    customer_id: 'VARCHAR',
    amount: 'DECIMAL(12,2)',
    token: 'VARCHAR',
    note: 'VARCHAR',
  },
  additional_attributes: [{ key: 'header', value: 'true' }],
};

const LATEST = `SELECT * EXCLUDE (copy_number)
FROM (SELECT *, row_number() OVER (PARTITION BY event_id ORDER BY happened_at DESC, token) AS copy_number FROM events.raw.events)
WHERE copy_number = 1`;

const DAYS = `SELECT customer_id, happened_at::DATE AS day, count(*) AS events, CAST(sum(amount) AS DECIMAL(18, 2)) AS amount
FROM events.silver.latest_events
GROUP BY ALL`;

const PRODUCT = `apiVersion: v1.0.0
kind: DataProduct
id: events
name: events
status: active
team:
  members:
    - username: owner@example.com
      name: Owner of events
      role: owner
`;
