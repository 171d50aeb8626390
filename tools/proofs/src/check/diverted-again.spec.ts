import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { quarantineList } from '@mu-mesh/cli';
import type { FaultStep } from '@mu-mesh/core';
import { Scratch, outcome, pipeline } from '../run/scratch';
import { contractFile } from './contract-file';

const PARTS = 'shop.raw.parts';
const FOLDER = 'domains/shop/raw/parts';
const PROPERTIES = [
  { name: 'id', logicalType: 'integer', primaryKey: true },
  { name: 'parent', logicalType: 'integer', relationships: [{ to: 'parts.id' }] },
  { name: 'n', logicalType: 'number', logicalTypeOptions: { minimum: 0 } },
  { name: 'chance', logicalType: 'number' },
];
const ROWS = `SELECT CASE WHEN i % 50 = 0 THEN 7 ELSE i END AS id, CASE WHEN i % 40 = 0 THEN -i ELSE NULL END AS parent,
  CASE WHEN i % 30 = 0 THEN -1 ELSE 5 END AS n, random() AS chance FROM range(1000) r(i)`;

let scratch: Scratch;
afterEach(() => scratch.dispose());

function write(select: string): void {
  scratch.write(`${FOLDER}/pipeline.json`, pipeline([{ type: 'TransformSQL', name: 'made', query: select }]));
}

async function refused(): Promise<string[]> {
  const { rows } = await scratch.withContext({}, (context) => quarantineList(context, PARTS));
  return rows.map(({ row, reasons }) => `${row?.replace(/,"chance":[^}]*/, '') ?? ''}: ${reasons.join('; ')}`).sort();
}

async function checks(): Promise<string[]> {
  const head = await scratch.withTable(PARTS, (table) => table.head());
  return (head?.state?.head.checks ?? []).map(({ name, status, rows }) => `${name}: ${status} ${rows}`);
}

const rows = async () => (await scratch.rows(PARTS)).map((row) => row.split('|').slice(0, 3).join('|'));

/** Parquet files in the table's folder once the rows are computed, and when they are committed. */
async function run(): Promise<{ files: number[]; ended: string }> {
  const files: number[] = [];
  const folder = join(scratch.root, 'lake/shop/raw/parts');
  const count = () => readdirSync(folder).filter((name) => name.endsWith('.parquet')).length;
  const at = (step: FaultStep) =>
    void (step === 'stage.after' || step === 'log.linked' ? files.push(count()) : undefined);
  return { ended: outcome(await scratch.run([], { at, full: true }), PARTS), files };
}

it('rows that are diverted again give the same table, quarantine and results as the first time, and are written once', async () => {
  scratch = new Scratch({ [`${FOLDER}/contract.odcs.yaml`]: contractFile('parts', PROPERTIES) });
  write(ROWS);
  const first = await run();
  expect(first.ended).toMatch(/^committed 0\|9\d\d\|\d+\|0$/);
  expect(first.files).toEqual([1, 2]);
  const before = [await rows(), await refused(), await checks()];
  expect(await run()).toEqual({ ended: first.ended, files: [1, 2] });
  expect([await rows(), await refused(), await checks()]).toEqual(before);
  expect((await rows()).length + (await refused()).length).toBe(1000);
  const chances = (await scratch.rows(PARTS)).map((row) => row.split('|')[3]);
  expect(new Set(chances).size).toBe(chances.length);
});

it('once no row is diverted any more they are written first again, and a rule that fails leaves the table alone', async () => {
  scratch = new Scratch({ [`${FOLDER}/contract.odcs.yaml`]: contractFile('parts', PROPERTIES) });
  write(ROWS);
  await run();
  write('SELECT i::BIGINT AS id, NULL::BIGINT AS parent, 1 AS n, random() AS chance FROM range(10) r(i)');
  expect(await run()).toEqual({ ended: 'committed 0|10|0|0', files: [1, 2] });
  expect(await run()).toEqual({ ended: 'committed 0|10|0|0', files: [3, 3] });
  const strict = { quality: [{ type: 'library', metric: 'rowCount', mustBeGreaterThan: 5000 }] };
  scratch.write(`${FOLDER}/contract.odcs.yaml`, contractFile('parts', PROPERTIES, strict));
  write(ROWS);
  expect((await run()).ended).toMatch(/^failed/);
  expect(await rows()).toHaveLength(10);
});
