import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SQL = `SELECT
  order_id,
  order_no,
  customer_id,
  ordered_on,
  shipped_on,
  upper(country) AS country,
  status,
  quantity,
  unit_price,
  discount,
  CAST(quantity * unit_price * (1 - discount) AS DECIMAL(14, 2)) AS net_eur,
  lower(email) AS email
FROM trade.raw.orders`;

/** One row in 500 breaks a rule. */
const DIRTY = `SELECT * REPLACE (
  CASE WHEN order_id % 5000 = 1 THEN order_id - 1 ELSE order_id END AS order_id,
  CASE WHEN order_id % 5000 = 2 THEN 0 ELSE customer_id END AS customer_id,
  CASE WHEN order_id % 2000 = 3 THEN 'lost' ELSE status END AS status,
  CASE WHEN order_id % 2000 = 4 THEN 0 ELSE quantity END AS quantity,
  CASE WHEN order_id % 2000 = 5 THEN NULL ELSE ordered_on END AS ordered_on
)
FROM (${SQL})`;

const between = (minimum: number | string, maximum?: number | string) => ({
  logicalTypeOptions: { minimum, ...(maximum !== undefined && { maximum }) },
});
const of = (...values: string[]) => ({ enum: values.map((value) => ({ value })) });
const sql = (name: string, query: string, mustBe: number) => ({ name, type: 'sql', query, mustBe });

const COUNTRIES = ['DE', 'FR', 'IT', 'ES', 'NL', 'SE', 'PL', 'AT'];
const STATES = ['new', 'paid', 'shipped', 'returned'];

/** Twenty rules: fifteen about rows, one key, one foreign key, and three about the table. */
const CONTRACT = {
  apiVersion: 'v3.2.0',
  kind: 'DataContract',
  id: 'orders',
  name: 'orders',
  version: '1.0.0',
  status: 'active',
  schema: [
    {
      name: 'orders',
      properties: [
        { name: 'order_id', logicalType: 'integer', primaryKey: true },
        { name: 'order_no', logicalType: 'string', required: true, logicalTypeOptions: { pattern: '^ORD-[0-9]{8}$' } },
        {
          name: 'customer_id',
          logicalType: 'integer',
          required: true,
          relationships: [{ to: 'customers.customer_id' }],
        },
        { name: 'ordered_on', logicalType: 'date', required: true, ...between('2020-01-01') },
        { name: 'shipped_on', logicalType: 'date' },
        { name: 'country', logicalType: 'string', ...of(...COUNTRIES) },
        { name: 'status', logicalType: 'string', required: true, ...of(...STATES) },
        { name: 'quantity', logicalType: 'integer', ...between(1, 1000) },
        { name: 'unit_price', logicalType: 'number', ...between(0) },
        { name: 'discount', logicalType: 'number', ...between(0, 0.5) },
        { name: 'net_eur', logicalType: 'number' },
        { name: 'email', logicalType: 'string', logicalTypeOptions: { pattern: '^[^@ ]+@[^@ ]+[.][a-z]+$' } },
      ],
      quality: [
        { name: 'some_orders', type: 'library', metric: 'rowCount', mustBeGreaterThan: 0 },
        sql('shipped_after_order', 'SELECT count(*) FROM {object} WHERE shipped_on < ordered_on', 0),
        sql(
          'few_returns',
          "SELECT (count(*) FILTER (WHERE status = 'returned') > count(*) / 2)::INTEGER FROM {object}",
          0,
        ),
      ],
    },
  ],
};

/** Makes `trade.raw.orders`, from a Parquet file that `data` names, `trade.gold.customers`, and `trade.gold.orders` of both. */
export function contractedWorkspace(root: string, customers: number): string {
  const domain = join(root, 'domains', 'trade');
  json(join(root, 'global-properties.json'), { library: 'duckdb', lake: 'lake' });
  json(join(domain, 'data-product.odps.yaml'), PRODUCT);
  const ingest = { type: 'IngestParquet', name: 'deliveries', file_location: 'data/*.parquet' };
  json(join(domain, 'raw/orders/pipeline.json'), { execution: [ingest], destination: [] });
  const select = `SELECT i AS customer_id, 'customer ' || i AS name FROM range(1, ${customers + 1}) t(i)`;
  json(join(domain, 'gold/customers/pipeline.json'), {
    execution: [{ type: 'TransformSQL', name: 'made', sql: select }],
    destination: [],
  });
  const data = join(domain, 'raw/orders/data');
  mkdirSync(data, { recursive: true });
  return join(data, 'orders.parquet');
}

/** The rows of the source. */
export function ordersSql(rows: number, customers: number): string {
  const list = (values: readonly string[]) => `[${values.map((value) => `'${value}'`).join(', ')}]`;
  return `SELECT i AS order_id, 'ORD-' || lpad(i::VARCHAR, 8, '0') AS order_no, 1 + h % ${customers} AS customer_id,
    DATE '2024-01-01' + CAST(i * 700 // ${rows} AS INTEGER) AS ordered_on,
    CASE WHEN h % 10 > 0 THEN DATE '2024-01-02' + CAST(i * 700 // ${rows} + h % 9 AS INTEGER) END AS shipped_on,
    lower(${list(COUNTRIES)}[1 + h // 5 % ${COUNTRIES.length}]) AS country, ${list(STATES)}[1 + h // 7 % ${STATES.length}] AS status,
    CAST(1 + h // 3 % 20 AS INTEGER) AS quantity, CAST(1 + h // 11 % 30000 / 100.0 AS DECIMAL(10, 2)) AS unit_price,
    CAST(h // 13 % 4 / 10.0 AS DECIMAL(3, 2)) AS discount, 'Customer-' || h % ${customers} || '@Example.com' AS email
    FROM (SELECT i, CAST(hash(i) % 1000000007 AS BIGINT) AS h FROM range(${rows}) t(i))`;
}

/** `trade.gold.orders` as one of the variants has it: nothing of an earlier one is left. */
export function writeOrders(root: string, { dirty, checked }: { dirty: boolean; checked: boolean }): void {
  const folder = join(root, 'domains/trade/gold/orders');
  for (const path of [folder, join(root, 'lake/trade/gold/orders')]) rmSync(path, { recursive: true, force: true });
  const step = { type: 'TransformSQL', name: 'made', sql: dirty ? DIRTY : SQL };
  json(join(folder, 'pipeline.json'), { execution: [step], destination: [] });
  if (checked) json(join(folder, 'contract.odcs.yaml'), CONTRACT);
}

const PRODUCT = {
  apiVersion: 'v1.0.0',
  kind: 'DataProduct',
  id: 'trade',
  name: 'trade',
  status: 'active',
  team: { members: [{ username: 'owner@example.com', name: 'Owner of trade', role: 'owner' }] },
};

/** JSON is YAML too. */
function json(file: string, value: unknown): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
