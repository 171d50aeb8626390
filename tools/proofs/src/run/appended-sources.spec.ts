import { renameSync } from 'node:fs';
import { Scratch, outcome, pipeline } from './scratch';

const PIPELINE = 'domains/sales/raw/orders/pipeline.json';
const DATA = 'domains/sales/raw/orders/data';
const APPEND = [{ type: 'DestinationDefaultCatalog', table_name: 'sales.raw.orders', mode: 'append' }];

function ingest(parts: Record<string, unknown> = {}, attributes: Record<string, string> = {}): Record<string, unknown> {
  return {
    type: 'IngestCSV',
    file_location: 'data/*.csv',
    additional_attributes: { header: 'true', ...attributes },
    ...parts,
  };
}

describe('an appending ingest', () => {
  let scratch: Scratch;
  beforeEach(async () => {
    scratch = new Scratch({ [PIPELINE]: pipeline([ingest()], APPEND), [`${DATA}/1.csv`]: 'id,name\n1,a\n' });
    expect(outcome(await scratch.run(), 'sales.raw.orders')).toBe('committed 1|1|0|0');
  });
  afterEach(() => scratch.dispose());

  it('reads nothing twice when its step gets another name', async () => {
    scratch.write(PIPELINE, pipeline([ingest({ name: 'lines' })], APPEND));
    await scratch.run();
    expect(await scratch.rows('sales.raw.orders')).toEqual(['1|a']);
    scratch.write(PIPELINE, pipeline([ingest({ name: 'rows' })], APPEND));
    scratch.write(`${DATA}/2.csv`, 'id,name\n2,b\n');
    await scratch.run();
    expect(await scratch.rows('sales.raw.orders')).toEqual(['1|a', '2|b']);
  });

  it('takes another configuration where no file is new', async () => {
    scratch.write(PIPELINE, pipeline([ingest({}, { nullValue: '-' })], APPEND));
    expect(outcome(await scratch.run(), 'sales.raw.orders')).toBe('committed 0|0|0|0');
    scratch.write(`${DATA}/2.csv`, 'id,name\n2,-\n');
    await scratch.run();
    expect(await scratch.rows('sales.raw.orders')).toEqual(['1|a', '2|']);
  });

  it('reads the same content under another name once', async () => {
    renameSync(`${scratch.root}/${DATA}/1.csv`, `${scratch.root}/${DATA}/0.csv`);
    expect((await scratch.plan()).join()).toBe('sales.raw.orders skip: unchanged');
    await scratch.run();
    expect(await scratch.rows('sales.raw.orders')).toEqual(['1|a']);
  });

  it('keeps the types that it found when the workspace moves', async () => {
    scratch.write(PIPELINE, pipeline([ingest({}, { inferSchema: 'true' })], APPEND));
    scratch.write(
      'domains/sales/raw/typed/pipeline.json',
      pipeline([ingest({}, { inferSchema: 'true' })], [{ ...APPEND[0], table_name: 'sales.raw.typed' }]),
    );
    scratch.write('domains/sales/raw/typed/data/1.csv', 'id,name\n1,a\n');
    await scratch.run(['sales.raw.typed']);
    const moved = `${scratch.root}-moved`;
    renameSync(scratch.root, moved);
    scratch = new Scratch({}, moved);
    scratch.write('domains/sales/raw/typed/data/2.csv', 'id,name\nx,b\n');
    expect(outcome(await scratch.run(['sales.raw.typed']), 'sales.raw.typed')).toBe('committed 1|0|1|0');
  });

  it('reads thousands of files', async () => {
    for (let file = 0; file < 3000; file++) scratch.write(`${DATA}/many-${file}.csv`, `id,name\n${file},m\n`);
    expect(outcome(await scratch.run(), 'sales.raw.orders')).toBe('committed 3000|3000|0|0');
  });
});
