import { join } from 'node:path';
import fc from 'fast-check';
import { decodePath, encodePath } from './file-path';

describe('paths of add actions', () => {
  it('encode what is encoded on disk once more', () => {
    expect(encodePath('/t', '/t/k=a%20b%2Fc/x y.parquet')).toBe('k=a%2520b%252Fc/x%20y.parquet');
    expect(() => encodePath('/t', '/other/x')).toThrow('outside');
  });

  it('come back for every name', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !/[/\0]/.test(text) && text !== '.' && text !== '..');
    fc.assert(
      fc.property(name, name, (folder, file) => {
        const path = join('/t', folder, file);
        expect(decodePath('/t', encodePath('/t', path))).toBe(path);
      }),
      { seed: 1 },
    );
  });
});
