import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sourceFlags } from '@mu-mesh/core/testing/run-source';
import { Scratch, outcome, pipeline } from './scratch';

const COPY = 'sales.silver.copy';
const FOLDER = 'domains/sales/raw/orders';
const INGEST = {
  type: 'IngestCSV',
  file_location: 'data/*.csv',
  schema: { id: 'BIGINT' },
  additional_attributes: { header: 'true' },
};

/** Runs everything in another process, and waits. */
function runElsewhere(root: string): void {
  const { status, stderr } = spawnSync(process.execPath, [
    ...sourceFlags(),
    join(__dirname, 'child.ts'),
    JSON.stringify({ root, selectors: [] }),
  ]);
  if (status !== 0) throw new Error(String(stderr));
}

describe.each(['overwrite', 'append'])('%s: a run that was overtaken', (mode) => {
  it('does not put rows of older inputs over those of newer ones', async () => {
    const copy = pipeline(
      [{ type: 'TransformSQL', sql: 'SELECT id FROM sales.raw.orders' }],
      [{ type: 'DestinationDefaultCatalog', table_name: COPY, mode }],
    );
    const scratch = new Scratch({
      [`${FOLDER}/pipeline.json`]: pipeline([INGEST]),
      [`${FOLDER}/data/1.csv`]: 'id\n1\n',
      'domains/sales/silver/copy/pipeline.json': copy,
    });
    await scratch.run(['sales.raw']);
    let overtaken = false;
    const result = await scratch.run(['sales.silver'], {
      at: (step) => {
        if (overtaken || step !== 'stage.after') return;
        overtaken = true;
        scratch.write(`${FOLDER}/data/2.csv`, 'id\n2\n');
        runElsewhere(scratch.root);
      },
    });
    expect(overtaken).toBe(true);
    expect(outcome(result, COPY)).toMatch(/^duplicate/);
    expect(await scratch.rows(COPY)).toEqual(['1', '2']);
    expect(await scratch.plan([COPY])).toEqual([`${COPY} skip: unchanged`]);
    await scratch.dispose();
  });
});

describe('a table that is deleted and built again', () => {
  it('is read again, though its versions start anew', async () => {
    const copy = pipeline([{ type: 'TransformSQL', sql: 'SELECT id FROM sales.raw.orders' }]);
    const scratch = new Scratch({
      [`${FOLDER}/pipeline.json`]: pipeline([INGEST]),
      [`${FOLDER}/data/1.csv`]: 'id\n1\n',
      'domains/sales/silver/copy/pipeline.json': copy,
    });
    await scratch.run(['sales.raw']);
    scratch.write(`${FOLDER}/data/1.csv`, 'id\n1\n2\n');
    await scratch.run();
    await rm(join(scratch.root, 'lake/sales/raw/orders'), { recursive: true });
    scratch.write(`${FOLDER}/data/1.csv`, 'id\n3\n');
    expect(outcome(await scratch.run(), COPY)).toMatch(/^committed/);
    expect(await scratch.rows(COPY)).toEqual(['3']);
    await scratch.dispose();
  });
});
