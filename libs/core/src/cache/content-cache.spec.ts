import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContentCache, contentKey } from './content-cache';

describe('ContentCache', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mesh-cache-'));
    file = join(folder, 'made', 'results.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gives back what was saved, in a folder that it makes', () => {
    const cache = new ContentCache<number[]>(file);
    cache.set('a', [1]);
    cache.save();
    expect(new ContentCache<number[]>(file).get('a')).toEqual([1]);
    expect(readdirSync(join(folder, 'made'))).toEqual(['results.json']);
  });

  it.each(['', '{"a":', '[1]', 'null', '"text"'])('starts empty from a broken file: %s', (text) => {
    mkdirSync(join(folder, 'made'));
    writeFileSync(file, text);
    expect(new ContentCache(file).get('0')).toBeUndefined();
  });

  it('writes nothing where nothing is new', () => {
    new ContentCache(file).save();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing behind where it cannot write, and still knows', () => {
    mkdirSync(file, { recursive: true });
    const cache = new ContentCache<number>(file);
    cache.set('a', 1);
    cache.save();
    expect(cache.get('a')).toBe(1);
    expect(readdirSync(join(folder, 'made'))).toEqual(['results.json']);
  });

  it('drops what nobody asked for from a file that has grown too large', () => {
    const cache = new ContentCache<number>(file);
    for (let n = 0; n <= 20_000; n++) cache.set(`key ${n}`, n);
    cache.save();
    const next = new ContentCache<number>(file);
    next.get('key 7');
    next.set('new', 1);
    next.save();
    const last = new ContentCache<number>(file);
    expect([last.get('key 7'), last.get('new'), last.get('key 8')]).toEqual([7, 1, undefined]);
  });
});

describe('contentKey', () => {
  it('knows where one part ends', () => expect(contentKey('ab', 'c')).not.toBe(contentKey('a', 'bc')));
});
