import { contractFile, type ColumnProfile } from './contract-file';

const column = (name: string, type: 'date' | 'long' | 'double', distinct: number): ColumnProfile => ({
  field: { name, type, nullable: true, metadata: {} },
  nulls: 0,
  distinct,
});

test.each([
  [19, []],
  [20, ['day', 'id']],
])('of %i rows, texts, whole numbers and dates that come once are unique', (rows, unique) => {
  const columns = [column('day', 'date', rows), column('id', 'long', rows), column('part', 'double', rows)];
  const text = contractFile({ address: 'shop.gold.days', rows, columns: [...columns, column('n', 'long', rows - 1)] });
  const parts = text.split('- name: ').filter((part) => part.includes('unique: true'));
  expect(parts.map((part) => part.split('\n')[0])).toEqual(unique);
});
