import { schemaFiles } from '@mu-mesh/core';
import { connectors } from '@mu-mesh/connectors';

/** `$schema` of a file in a dataset's folder. */
const JOB_SCHEMA = { $schema: '../../../../schema/job.schema.json' };

/** The files of a new workspace: path → text. One domain, three datasets, four rows that are wrong on purpose. */
export function exampleFiles(domain: string): Record<string, string> {
  const root = `domains/${domain}`;
  return {
    ...Object.fromEntries(
      Object.entries(schemaFiles(connectors)).map(([name, schema]) => [`schema/${name}`, json(schema)]),
    ),
    'global-properties.json': json({
      $schema: './schema/global-properties.schema.json',
      library: 'duckdb',
      lake: 'lake',
    }),
    'connection-properties.json': json({ $schema: './schema/connection-properties.schema.json', connections: [] }),
    '.gitignore': '.mesh/\n/lake/\n',
    'README.md': readme(domain),
    [`${root}/data-product.odps.yaml`]: product(domain),
    [`${root}/raw/orders/data/orders-2026-11-21.csv`]: FIRST_ORDERS,
    [`${root}/raw/orders/data/orders-2026-11-22.csv`]: SECOND_ORDERS,
    [`${root}/raw/orders/pipeline.json`]: json({
      ...JOB_SCHEMA,
      execution: [
        {
          type: 'IngestCSV',
          name: 'orders',
          file_location: 'data/*.csv',
          schema: { order_id: 'BIGINT', ordered_on: 'DATE', customer: 'STRING', amount: 'DECIMAL(10,2)' },
          additional_attributes: { header: 'true' },
        },
      ],
      destination: [{ type: 'DestinationDefaultCatalog', table_name: `${domain}.raw.orders`, mode: 'append' }],
    }),
    [`${root}/silver/orders/pipeline.json`]: json({
      ...JOB_SCHEMA,
      execution: [
        { type: 'TransformSQL', name: 'cleaned', sql_file_location: 'cleaned.sql' },
        {
          type: 'Validations',
          query_location: 'negative-amounts.sql',
          fail_threshold: '50%',
          warn_threshold: 0,
          fail_alerts: { fail_message: 'half of the orders have a negative amount' },
        },
        { type: 'Data_filter', query_location: 'negative-amounts.sql' },
      ],
      destination: [],
    }),
    [`${root}/silver/orders/cleaned.sql`]: `-- One row an order: repeated lines are dropped, names are trimmed.
SELECT DISTINCT
  order_id,
  ordered_on,
  trim(customer) AS customer,
  amount
FROM ${domain}.raw.orders
WHERE order_id IS NOT NULL
`,
    [`${root}/silver/orders/negative-amounts.sql`]: 'SELECT * FROM input WHERE amount < 0\n',
    [`${root}/gold/daily_sales/pipeline.json`]: json({
      ...JOB_SCHEMA,
      execution: [{ type: 'TransformSQL', name: 'daily', sql_file_location: 'daily.sql' }],
      destination: [],
    }),
    [`${root}/gold/daily_sales/daily.sql`]: `SELECT
  ordered_on AS day,
  count(*) AS orders,
  sum(amount) AS revenue
FROM ${domain}.silver.orders
GROUP BY ordered_on
ORDER BY day
`,
    [`${root}/tests/daily_sales/given/${domain}.silver.orders.csv`]: `order_id,ordered_on,customer,amount
1,2026-11-21,Ada,10.50
2,2026-11-21,Grace,4.50
3,2026-11-22,Ada,7.00
`,
    [`${root}/tests/daily_sales/expected/${domain}.gold.daily_sales.csv`]: `day,orders,revenue
2026-11-21,2,15.00
2026-11-22,1,7.00
`,
  };
}

const FIRST_ORDERS = `order_id,ordered_on,customer,amount
1001,2026-11-21,Ada Lovelace,120.50
1002,2026-11-21, Grace Hopper ,75.00
1003,2026-11-21,Alan Turing,not a number
1004,2026-11-21,Edsger Dijkstra,-15.00
1004,2026-11-21,Edsger Dijkstra,-15.00
`;

const SECOND_ORDERS = `order_id,ordered_on,customer,amount
1005,2026-11-22,Barbara Liskov,210.00
1006,yesterday,Donald Knuth,42.00
1007,2026-11-22,Ada Lovelace,99.90
`;

function product(domain: string): string {
  return `# yaml-language-server: $schema=../../schema/data-product.odps.schema.json
apiVersion: v1.1.0
kind: DataProduct
id: ${domain}
name: ${domain}
version: 0.1.0
status: draft
domain: ${domain}
description:
  purpose: Orders of a small shop, cleaned and summed up by day.
team:
  name: ${domain}
  members:
    - username: owner@example.com
      name: Owner of ${domain}
      role: owner
outputPorts:
  - name: daily_sales
    version: 0.1.0
`;
}

function readme(domain: string): string {
  return `# A data mesh

    mesh validate    check everything, touch nothing
    mesh test        run the test cases
    mesh run         build what changed
    mesh preview ${domain}.gold.daily_sales
    mesh quarantine list ${domain}.raw.orders

Each folder under \`domains/\` is a domain, each \`<layer>/<dataset>\` in it a dataset: one \`pipeline.json\` and its SQL.
Put another file into \`domains/${domain}/raw/orders/data/\` and run again: only that file is read.
`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
