import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@mu-mesh/core';
import { Scratch, pipeline } from './scratch';

const INGEST = {
  type: 'IngestCSV',
  file_location: 'data/*.csv',
  schema: { id: 'BIGINT' },
  additional_attributes: { header: 'true', mode: 'FAILFAST' },
};
const SLOW = 'SELECT count(*) AS n FROM range(3000000000) a(i), range(10) b(j) WHERE hash(i) % 7 = j';

describe('an interrupt while several datasets fail and several run', () => {
  it('ends all of them soon, with the reason of each, and leaves nothing open or behind', async () => {
    const scratch = new Scratch();
    for (const n of [1, 2, 3, 4]) {
      scratch.write(`domains/sales/raw/bad${n}/pipeline.json`, pipeline([INGEST]));
      scratch.write(`domains/sales/raw/bad${n}/data/1.csv`, 'id\nx\n');
      scratch.write(`domains/sales/silver/slow${n}/pipeline.json`, pipeline([{ type: 'TransformSQL', sql: SLOW }]));
    }
    const reader = pipeline([{ type: 'TransformSQL', sql: 'SELECT n FROM sales.silver.slow1' }]);
    scratch.write('domains/sales/gold/reader/pipeline.json', reader);
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const interrupt = new AbortController();
    const { datasets } = await scratch.withContext({}, (context) => {
      const emit: typeof context.emit = (event) => {
        if (event.type === 'dataset-started' && event.address === 'sales.silver.slow2')
          setTimeout(() => interrupt.abort('SIGINT'), 200);
      };
      return run({ ...context, emit, signal: interrupt.signal }, { selectors: [], full: false, release: [] });
    });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    const ends = datasets.map(({ address, status, reason = '', issues }) => [
      address.replace(/^sales\.\w+\./, ''),
      `${status} ${issues[0]?.code}`,
      issues[0]?.code === 'DATA_INVALID' ? '' : reason,
    ]);
    expect(ends.sort()).toEqual([
      ...[1, 2, 3, 4].map((n) => [`bad${n}`, 'failed DATA_INVALID', '']),
      ['reader', 'blocked BLOCKED', 'sales.silver.slow1 was interrupted'],
      ['slow1', 'failed INTERRUPTED', 'interrupted'],
      ['slow2', 'failed INTERRUPTED', 'interrupted'],
      ['slow3', 'failed INTERRUPTED', 'interrupted before it began'],
      ['slow4', 'failed INTERRUPTED', 'interrupted before it began'],
    ]);
    expect(readdirSync(join(scratch.root, '.mesh/tmp'))).toEqual([]);
    expect(existsSync(join(scratch.root, 'lake/sales/silver/slow1/_delta_log'))).toBe(false);
    await scratch.dispose();
  }, 20_000);

  it('does not hide that the outcome of a commit is unknown', async () => {
    const scratch = new Scratch({
      'domains/sales/gold/one/pipeline.json': pipeline([{ type: 'TransformSQL', sql: 'SELECT 1 AS n' }]),
    });
    const interrupt = new AbortController();
    const { datasets } = await scratch.withContext({}, (context) => {
      const lakehouse: typeof context.lakehouse = {
        table: (location) => {
          const table = context.lakehouse.table(location);
          return Object.assign(Object.create(table) as typeof table, {
            commit: async () => {
              interrupt.abort('SIGINT');
              return { outcome: 'unknown', cause: new Error('the disk went away') } as const;
            },
          });
        },
      };
      return run({ ...context, lakehouse, signal: interrupt.signal }, { selectors: [], full: false, release: [] });
    });
    expect(datasets).toMatchObject([{ status: 'failed', issues: [{ code: 'OUTCOME_UNKNOWN' }] }]);
    await scratch.dispose();
  });
});
