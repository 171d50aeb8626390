import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSource } from '../testing';
import { source } from './source';

describeSource({
  connector: source,
  config: (folder) => ({ file_location: folder }),
  put: (folder, name) => {
    const path = join(folder, name);
    writeFileSync(path, '{"a":1}\n');
    return path;
  },
  names: ['b.parquet', 'a.parquet', 'Z.parquet'],
});

test("says what it cannot do with Spark's options", () => {
  const check = (attributes: unknown): number | undefined =>
    source.check?.({ file_location: 'x', additional_attributes: attributes }).length;
  expect(check({ mergeSchema: true, datetimeRebaseMode: 'CORRECTED', int96RebaseMode: 'corrected' })).toBe(0);
  expect(check({ mergeSchema: false, datetimeRebaseMode: 'LEGACY', int96RebaseMode: 'LEGACY', header: true })).toBe(4);
});
