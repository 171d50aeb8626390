import { mesh } from '../mesh-cli';
import { runInChild } from './child';
import { Scratch, pipeline } from './scratch';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';
const ROUNDS = process.env['MU_MESH_FULL'] === undefined ? 2 : 20;
const PROCESSES = 4;
const ROWS = 50;

function make(mode: 'append' | 'overwrite'): Scratch {
  const ingest = {
    type: 'IngestCSV',
    name: 'lines',
    file_location: 'data/*.csv',
    schema: { id: 'BIGINT' },
    additional_attributes: { header: 'true' },
  };
  return new Scratch({
    [`${FOLDER}/pipeline.json`]: pipeline([ingest], [{ type: 'DestinationDefaultCatalog', table_name: ORDERS, mode }]),
    'domains/sales/silver/totals/pipeline.json': pipeline([
      { type: 'TransformSQL', sql: `SELECT count(*) AS n FROM ${ORDERS}` },
    ]),
  });
}

/** A file of 50 rows and one that is refused. */
function addFile(scratch: Scratch, n: number): void {
  const ids = Array.from({ length: ROWS }, (_, i) => n * ROWS + i);
  scratch.write(`${FOLDER}/data/${String(n).padStart(3, '0')}.csv`, `id\n${ids.join('\n')}\nx\n`);
}

async function statuses(runs: Promise<{ status: number | null; output: string }>[]): Promise<string[]> {
  const ended = await Promise.all(runs);
  return ended.flatMap(({ status, output }) => {
    expect({ status, output }).toMatchObject({ status: 0, output: expect.stringMatching(/^\[/) });
    return (JSON.parse(output) as { address: string; status: string }[])
      .filter(({ address }) => address === ORDERS)
      .map((dataset) => dataset.status);
  });
}

/** Versions and row counts that a reader sees while `work` goes on. */
async function watched(scratch: Scratch, work: Promise<unknown>): Promise<{ version: number; rows: number }[]> {
  const seen: { version: number; rows: number }[] = [];
  let over = false;
  void work.then(
    () => (over = true),
    () => (over = true),
  );
  while (!over) {
    const version = await scratch.withTable(ORDERS, async (table) => (await table.head())?.version);
    if (version !== undefined) seen.push({ version, rows: (await scratch.rows(ORDERS, version)).length });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await work;
  return seen;
}

describe.each(['append', 'overwrite'] as const)('%s: several processes that run one dataset at once', (mode) => {
  it(`${PROCESSES} processes × ${ROUNDS} rounds: every row once; readers see whole versions, never an older one`, async () => {
    const scratch = make(mode);
    addFile(scratch, 0);
    await scratch.run();
    for (let round = 1; round <= ROUNDS; round++) {
      addFile(scratch, round);
      const ended = statuses(
        Array.from({ length: PROCESSES }, () => runInChild({ root: scratch.root, selectors: ['sales.raw'] })),
      );
      const seen = await watched(scratch, ended);
      const all = await ended;
      expect(all.filter((status) => status === 'committed').length).toBeGreaterThanOrEqual(1);
      expect(all.filter((status) => !['committed', 'duplicate', 'skipped'].includes(status))).toEqual([]);
      expect(seen.map(({ version }) => version)).toEqual(seen.map(({ version }) => version).sort((a, b) => a - b));
      expect(seen.filter(({ rows }) => rows !== round * ROWS && rows !== (round + 1) * ROWS)).toEqual([]);
      expect((await scratch.rows(ORDERS)).map(Number).sort((a, b) => a - b)).toEqual(
        Array.from({ length: (round + 1) * ROWS }, (_, id) => id),
      );
      const quarantined = (await scratch.entries(ORDERS)).reduce(
        (sum, entry) => sum + (entry.kind === 'quarantine' ? entry.rows : 0),
        0,
      );
      expect(quarantined).toBe(round + 1);
      const history = await scratch.withTable(ORDERS, (table) => table.history());
      expect(history.map(({ version }) => version)).toEqual(history.map((_, index) => history.length - 1 - index));
    }
    await scratch.run();
    expect(await scratch.rows('sales.silver.totals')).toEqual([String((ROUNDS + 1) * ROWS)]);
    await scratch.dispose();
  }, 600_000);
});

it('two runs in one process, started together, do not disturb each other', async () => {
  const scratch = make('append');
  addFile(scratch, 0);
  const both = await Promise.all([mesh(scratch.root, ['run']), mesh(scratch.root, ['run'])]);
  expect(both.map(({ exit, stderr }) => (exit === 0 ? 0 : stderr))).toEqual([0, 0]);
  expect(await scratch.rows(ORDERS)).toHaveLength(ROWS);
  expect(await scratch.rows('sales.silver.totals')).toEqual([String(ROWS)]);
  await scratch.dispose();
});

it('runs with different files on the two sides lose none and repeat none', async () => {
  const scratch = make('append');
  addFile(scratch, 0);
  await scratch.run();
  addFile(scratch, 1);
  let second: Promise<unknown> | undefined;
  const first = await scratch.run(['sales.raw'], {
    at: (step) => {
      if (step !== 'checks.after' || second) return;
      addFile(scratch, 2);
      second = scratch.run(['sales.raw']);
    },
  });
  await second;
  expect(first.datasets).toMatchObject([{ status: expect.stringMatching(/committed|duplicate/) }]);
  expect((await scratch.rows(ORDERS)).map(Number).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 3 * ROWS }, (_, id) => id),
  );
  await scratch.dispose();
});
