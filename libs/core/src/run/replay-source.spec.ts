import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeReplaySources } from './replay-source';

type Row = [header: string | null, row: string];

async function* pagesOf(rows: readonly Row[]): AsyncGenerator<Row[]> {
  for (const row of rows) yield [row];
}

describe('replay sources', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'mesh-replay-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  async function written(headers: string[], rows: Row[]): Promise<[text: string, firstLine: number][]> {
    const sources = await writeReplaySources(folder, 'csv', headers, pagesOf(rows));
    return sources.map(({ path, firstLine }) => [readFileSync(path, 'utf8'), firstLine]);
  }

  it('has one file for each header, however the rows come', async () => {
    const rows: Row[] = [
      ['0', '1,2'],
      ['1', '3,4'],
      ['0', '5,6'],
    ];
    expect(await written(['a,b', 'b,a'], rows)).toEqual([
      ['a,b\n1,2\n5,6\n', 2],
      ['b,a\n3,4\n', 2],
    ]);
  });

  it('has rows alone where there is no header', async () => {
    expect(await written([], [[null, '{"a":1}']])).toEqual([['{"a":1}\n', 1]]);
  });

  it('knows where the rows begin below a header of two lines', async () => {
    expect(await written(['"a\nb",c'], [['0', '2,z']])).toEqual([['"a\nb",c\n2,z\n', 3]]);
  });
});
