import { describeSource, filesWith } from '../testing';
import { source } from './source';

describeSource(filesWith('parquet', source));

test("says what it cannot do with Spark's options", () => {
  const check = (attributes: unknown): number | undefined =>
    source.check?.({ file_location: 'x', additional_attributes: attributes }).length;
  expect(check({ mergeSchema: true, datetimeRebaseMode: 'CORRECTED', int96RebaseMode: 'corrected' })).toBe(0);
  expect(check({ mergeSchema: false, datetimeRebaseMode: 'LEGACY', int96RebaseMode: 'LEGACY', header: true })).toBe(4);
});
