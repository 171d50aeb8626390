import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline, Scratch } from '../run/scratch';

/** Two datasets, one of which reads the other; five rows, of which one is no number. */
export function shop(openlineage: unknown): Scratch {
  const scratch = new Scratch({
    'global-properties.json': JSON.stringify({
      memory_limit: '512MB',
      threads: 2,
      ...(openlineage !== undefined && { openlineage }),
    }),
    'domains/shop/raw/orders/data/orders.csv': 'id,amount\n1,10\n2,20\n3,x\n4,40\n5,50\n',
    'domains/shop/raw/orders/pipeline.json': pipeline([
      {
        type: 'IngestCSV',
        name: 'lines',
        file_location: 'data/*.csv',
        schema: { id: 'BIGINT', amount: 'BIGINT' },
        additional_attributes: { header: true },
      },
      { type: 'Validations', name: 'small', query: 'SELECT * FROM input WHERE amount > 45', warn_threshold: 0 },
    ]),
    'domains/shop/gold/totals/pipeline.json': pipeline([
      {
        type: 'TransformSQL',
        name: 'sums',
        sql: 'SELECT count(*) AS orders, sum(amount) AS amount FROM shop.raw.orders WHERE id > 0',
      },
    ]),
  });
  return scratch;
}

/** What the spool still holds. */
export function spooled(scratch: Scratch): string[] {
  const folder = join(scratch.root, '.mesh', 'openlineage');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

export const ALL = [
  'START shop.raw.orders',
  'COMPLETE shop.raw.orders',
  'START shop.gold.totals',
  'COMPLETE shop.gold.totals',
];
