import type { LineageColumn } from '../lineage/dataset-lineage';
import { facetLineage } from './traced-columns';

const column = (name: string, more: Partial<LineageColumn>): LineageColumn => ({
  id: `shop.gold.totals.${name}`,
  name,
  direct: [],
  indirect: [],
  rows: [],
  ...more,
});

it('says nothing of datasets whose rows decide: an input field of the facet is a column', () => {
  const read = 'shop.raw.orders';
  const columns = [
    column('n', { rows: [read] }),
    column('who', { direct: [{ column: 'domains/shop/raw/people.csv#who', kind: 'IDENTITY' }], rows: [read] }),
  ];
  const traced = {
    address: 'shop.gold.totals',
    reads: [read],
    columns,
    rows: { columns: [], datasets: [read] },
    readings: [],
  };
  expect(facetLineage(traced, '/w', () => undefined)).toEqual({
    columns: [
      { column: 'n', sources: [] },
      { column: 'who', sources: [expect.objectContaining({ column: 'who', kind: 'IDENTITY' })] },
    ],
    rows: [],
  });
});
