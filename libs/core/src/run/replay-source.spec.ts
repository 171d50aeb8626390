import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scan } from '../ports';
import type { OpenRow } from './replay-rows';
import { rowAt, writeReplaySources } from './replay-source';

const SCAN: Scan = { kind: 'scan', format: 'json', files: [], badRows: 'QUARANTINE', options: { multiLine: false } };
const row = (text: string, header?: string): OpenRow => ({ id: text, rule: 'lines', file: '/f', header, row: text });

describe('replay sources', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'mesh-replay-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const texts = (sources: readonly { path: string }[]): string[] =>
    sources.map(({ path }) => readFileSync(path, 'utf8'));

  it('has one file for each header', async () => {
    const sources = await writeReplaySources(folder, SCAN, [row('1,2', 'a,b'), row('3,4', 'b,a'), row('5,6', 'a,b')]);
    expect(texts(sources)).toEqual(['a,b\n1,2\n5,6\n', 'b,a\n3,4\n']);
  });

  it('has rows alone where there is no header', async () => {
    expect(texts(await writeReplaySources(folder, SCAN, [row('{"a":1}')]))).toEqual(['{"a":1}\n']);
  });

  it('finds a row by each of its lines, below a header of two', async () => {
    const [source, ...others] = await writeReplaySources(folder, SCAN, [
      row('1,"x\ny"', '"a\nb",c'),
      row('2,z', '"a\nb",c'),
    ]);
    expect(others).toEqual([]);
    const path = source?.path ?? '';
    expect([1, 2, 3, 4, 5].map((line) => rowAt(source ? [source] : [], path, line))).toEqual([-1, -1, 0, 0, 1]);
  });

  it('finds no row in another file', () => expect(rowAt([], '/elsewhere', 1)).toBe(-1));
});
