import { Harness } from './testing/harness';

const harness = new Harness();
afterAll(() => harness.close());

test('ids of refused rows: one for each row of each run, the same line or not', async () => {
  const path = harness.write('twice.csv', 'a\nx\nx\n');
  const runs = [
    await harness.csv([path], {}, { schema: { a: 'long' } }),
    await harness.csv([path], {}, { schema: { a: 'long' } }),
  ];
  const ids = runs.flatMap(({ bad }) => bad.map(({ id }) => id));
  expect(ids).toHaveLength(4);
  expect(new Set(ids).size).toBe(4);
});
