import { quarantineDiscard, quarantineList, quarantineReplay, type QuarantineRow } from '@mu-mesh/cli';
import { run } from '@mu-mesh/core';
import { mostRowsRead } from './rows-read';
import { Scratch, pipeline, ingestOrders } from './scratch';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';

/** Two lines of a wrong type, two equal rows and one more for the filter. */
const DIRTY = 'id,amount\nx,1\n5,-5\n5,-5\n6,-6\ny,1\n1,1\n';

function job(mode: string): string {
  const steps = [
    ingestOrders(),
    { type: 'Data_filter', name: 'positive', query: 'SELECT * FROM input WHERE amount < 0' },
  ];
  return pipeline(steps, [{ type: 'DestinationDefaultCatalog', table_name: ORDERS, mode }]);
}

let scratch: Scratch;
afterEach(() => scratch.dispose());

async function built(mode: string): Promise<void> {
  scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: job(mode), [`${FOLDER}/data/1.csv`]: DIRTY });
  await scratch.run();
}

const list = (): Promise<QuarantineRow[]> =>
  scratch.withContext({}, async (context) => (await quarantineList(context, ORDERS)).rows);

/** `x,1 open` a row. */
async function statuses(): Promise<string[]> {
  return (await list()).map(({ row, status }) => `${row} ${status}`).sort();
}

async function discard(text: string, times = 1): Promise<void> {
  const open = (await list()).filter(({ row, status }) => status === 'open' && row?.includes(text));
  const ids = open.slice(0, times).map(({ id }) => id);
  await scratch.withContext({}, (context) => quarantineDiscard(context, ORDERS, ids, 'known'));
}

const FIVE = '{"id":5,"amount":-5}';
const SIX = '{"id":6,"amount":-6}';

describe('a discarded row of an overwriting dataset', () => {
  it('stays discarded, with its reason, while every rebuild refuses the very same row', async () => {
    await built('overwrite');
    await discard('x,1');
    await discard('"id":6');
    const expected = ['x,1 discarded', 'y,1 open', `${FIVE} open`, `${FIVE} open`, `${SIX} discarded`];
    expect(await statuses()).toEqual(expected);
    for (let times = 0; times < 2; times++) {
      await scratch.run([], { full: true });
      expect(await statuses()).toEqual(expected);
    }
    const resolved = (await scratch.entries(ORDERS)).filter(({ kind }) => kind === 'resolved');
    expect(resolved).toEqual([
      expect.objectContaining({ status: 'discarded', reason: 'known' }),
      expect.objectContaining({ status: 'discarded', reason: 'known' }),
    ]);
  });

  it('stands for one of several equal rows', async () => {
    await built('overwrite');
    await discard('"id":5');
    await scratch.run([], { full: true });
    expect(await statuses()).toEqual(['x,1 open', 'y,1 open', `${FIVE} discarded`, `${FIVE} open`, `${SIX} open`]);
  });

  it('is forgotten once a run does not refuse it: the same row later is a new one', async () => {
    await built('overwrite');
    await discard('x,1');
    scratch.write(`${FOLDER}/data/1.csv`, DIRTY.replace('x,1', '7,1'));
    await scratch.run();
    expect((await scratch.entries(ORDERS)).filter(({ kind }) => kind === 'resolved')).toEqual([]);
    scratch.write(`${FOLDER}/data/1.csv`, DIRTY);
    await scratch.run();
    expect(await statuses()).toContain('x,1 open');
  });

  it('is another row where its text or its place changed', async () => {
    await built('overwrite');
    await discard('x,1');
    scratch.write(`${FOLDER}/data/1.csv`, DIRTY.replace('x,1', 'x,2'));
    await scratch.run();
    expect(await statuses()).toContain('x,2 open');
  });
});

it('a rebuild reads the discarded rows of the quarantine, and not all of it', async () => {
  const lines = Array.from({ length: 300 }, (_, index) => `x${index},1`);
  scratch = new Scratch({
    [`${FOLDER}/pipeline.json`]: job('overwrite'),
    [`${FOLDER}/data/1.csv`]: `id,amount\n${lines.join('\n')}\n`,
  });
  await scratch.run();
  await discard('x7,');
  await scratch.withContext({}, async (context) => {
    const read = mostRowsRead(context);
    const { most } = await read(() => run(context, { selectors: [], full: true, release: [] }));
    expect(most).toBeLessThan(10);
  });
  expect((await statuses()).filter((row) => row.endsWith('discarded'))).toEqual(['x7,1 discarded']);
});

it('an append keeps the discards of earlier runs and decides nothing about new rows', async () => {
  await built('append');
  await discard('x,1');
  scratch.write(`${FOLDER}/data/2.csv`, 'id,amount\nx,1\n');
  await scratch.run();
  expect((await statuses()).filter((row) => row.startsWith('x'))).toEqual(['x,1 discarded', 'x,1 open']);
});

describe('rows refused on the way to a private table', () => {
  /** The ingest and its filter fill `staging`; the dataset reads it. */
  async function staged(mode: string): Promise<void> {
    const [first] = [JSON.parse(job('overwrite')) as { execution: unknown[] }];
    const jobs = [
      { ...first, destination: [{ type: 'DestinationDefaultCatalog', table_name: 'staging', mode: 'overwrite' }] },
      {
        execution: [{ type: 'TransformSQL', sql: 'SELECT id FROM staging' }],
        destination: [{ type: 'DestinationDefaultCatalog', table_name: ORDERS, mode }],
      },
    ];
    scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: JSON.stringify(jobs), [`${FOLDER}/data/1.csv`]: DIRTY });
    await scratch.run();
  }

  it('are listed with its name, and discarded like others', async () => {
    await staged('overwrite');
    expect((await list()).map(({ table }) => table)).toEqual(Array(5).fill('staging'));
    await discard('x,1');
    expect(await statuses()).toContain('x,1 discarded');
    await scratch.run();
    expect(await statuses()).toEqual(['x,1 discarded', 'y,1 open', `${FIVE} open`, `${FIVE} open`, `${SIX} open`]);
    expect(await scratch.rows(ORDERS)).toEqual(['1']);
  });

  it('are listed only, where a new version of the private table would append its rows again', async () => {
    await staged('append');
    const [row] = await list();
    await expect(discard('x,1')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(
      scratch.withContext({}, (context) => quarantineReplay(context, ORDERS, [row?.id ?? ''])),
    ).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('private table `staging`') });
    await scratch.withContext({}, (context) => quarantineDiscard(context, ORDERS, [], 'all'));
    expect(await statuses()).toContain('x,1 open');
    await scratch.run();
    expect(await scratch.rows(ORDERS)).toEqual(['1']);
  });
});
