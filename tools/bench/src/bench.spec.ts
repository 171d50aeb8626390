import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Bench, CaseResult, Sizes } from './bench';
import { CASES } from './cases';
import { caseText } from './report/case-text';

const TINY: Sizes = {
  transactions: 300,
  jobRows: 1000,
  datasets: [8, 12],
  domains: 2,
  memoryLimit: 64,
  memoryData: 1,
  checkedRows: 10_000,
};
const repository = resolve(__dirname, '../../..');

describe('the cases at tiny size', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-spec-'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  async function run(name: string): Promise<CaseResult> {
    const folder = join(scratch, name);
    mkdirSync(folder);
    const bench: Bench = {
      repository,
      scratch: folder,
      mesh: join(repository, 'libs/cli/bin/mesh.js'),
      runs: 1,
      sizes: TINY,
      log: () => undefined,
    };
    const found = CASES[name];
    if (!found) throw new Error(`no case ${name}`);
    return found(bench);
  }

  it.each(Object.keys(CASES))(
    '%s yields figures of every command',
    async (name) => {
      const result = await run(name);
      expect(result.rows.length).toBeGreaterThan(0);
      for (const row of result.rows) {
        expect(row).toEqual(
          expect.objectContaining({ what: expect.stringMatching(/\S/), command: expect.stringMatching(/\S/) }),
        );
        // A Node process cannot start with less; more than these would be the wrong unit.
        expect(row.wall).toBeGreaterThan(0.02);
        expect(row.cpu).toBeGreaterThan(0.02);
        expect(row.cpu).toBeLessThan(300);
        expect(row.rss).toBeGreaterThan(30);
        expect(row.rss).toBeLessThan(16_384);
      }
      expect(caseText(result, 'now')).toContain(`### ${result.title}`);
    },
    120_000,
  );
});
