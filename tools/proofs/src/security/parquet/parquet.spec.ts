import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSource } from '@mu-mesh/core/testing/run-source';
import { STACK_TRACE, meshProcess } from '../../mesh-cli';
import type { Scratch } from '../../run/scratch';
import { baseFiles, type BaseFile } from './base-files';
import type { Batch, BatchResult } from './batch';
import { draws } from '../../seeded';
import { mutants } from './mutants';
import { template } from './trial';

const FULL = process.env['MU_MESH_FULL'] !== undefined;
const SEED = Number(process.env['MU_MESH_SEED'] ?? 5);
/** Three of each kind; in full 34. */
const PER_BATCH = FULL ? 102 : 54;
const BATCHES = FULL ? 6 : 1;

/** Mutants in a process of its own; if it dies or hangs, that is what is wrong. */
async function batch(wanted: Batch): Promise<BatchResult> {
  const { status, signal, output } = await runSource(join(__dirname, 'batch.ts'), wanted);
  const lines = output.trimEnd().split('\n');
  if (status === 0) return JSON.parse(lines.at(-1) ?? '') as BatchResult;
  const complaint = `seed ${wanted.seed}: the process ended with ${signal ?? status}: ${lines.slice(-4).join(' / ')}`;
  return { complaints: [complaint], codes: {} };
}

it(`${BATCHES * PER_BATCH} mutated Parquet files: one message that names the file, the table untouched, other tables written, then exact rows (seed ${SEED})`, async () => {
  const complaints: string[] = [];
  const codes: Record<string, number> = {};
  for (let n = 0; n < BATCHES; n++) {
    const result = await batch({ seed: SEED + n, amount: PER_BATCH });
    complaints.push(...result.complaints);
    for (const [code, times] of Object.entries(result.codes)) codes[code] = (codes[code] ?? 0) + times;
  }
  expect(complaints.slice(0, 20)).toEqual([]);
  // Three commands see every mutant, and most mutants are broken.
  expect(codes['DATA_INVALID']).toBeGreaterThan(BATCHES * PER_BATCH * 1.5);
}, 3_600_000);

describe('as a user sees it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mesh-proof-'));
  const path = 'domains/sales/raw/added/data/2.parquet';
  let files: BaseFile[];
  beforeAll(async () => void (files = await baseFiles(folder)));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Tables of a good file, and a mutant of it that is to be added. */
  async function added(kind: string): Promise<Scratch> {
    const source = mutants(files, draws(SEED));
    let mutant = source.next().value;
    while (mutant.kind !== kind) mutant = source.next().value;
    const file = files[mutant.base];
    if (!file || !mutant.bytes) throw new Error('a mutant of nothing');
    const scratch = await template(file);
    writeFileSync(join(scratch.root, path), mutant.bytes);
    return scratch;
  }

  it.each(['flips in the footer', 'a page that says a huge number', 'another magic at the end'])('%s', async (kind) => {
    const scratch = await added(kind);
    for (const args of [['run'], ['preview', path]]) {
      const { status, output } = await meshProcess(scratch.root, args);
      expect({ args, status }).toEqual({ args, status: 1 });
      const errors = output.match(/^error: .*/gm) ?? [];
      expect(errors).toEqual([expect.stringContaining(`${path} is no readable Parquet file: `)]);
      expect(output).toContain('\n  hint: Get the file again; it may be incomplete.\n');
      expect(output).not.toMatch(STACK_TRACE);
    }
    expect(await scratch.rows('sales.raw.added')).toHaveLength(4000);
    await scratch.dispose();
  });

  it('another magic at the start, by which no reader goes, changes nothing', async () => {
    const scratch = await added('another magic at the start');
    expect(await meshProcess(scratch.root, ['run'])).toMatchObject({ status: 0 });
    const rows = await scratch.rows('sales.raw.added');
    const sound = await scratch.rows('sales.raw.sound');
    expect(rows).toEqual([...sound, ...sound].sort());
    await scratch.dispose();
  });
});
