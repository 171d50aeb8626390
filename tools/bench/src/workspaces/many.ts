import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const COLUMNS = ['id', 'happened_on', 'customer_id', 'region', 'amount', 'status'] as const;

/** A workspace of `datasets` datasets in `domains` domains: a quarter raw, half silver, a quarter gold; gold may read another domain's gold. */
export function manyDatasets(root: string, datasets: number, domains: number): void {
  mkdirSync(root, { recursive: true });
  writeJson(join(root, 'global-properties.json'), { library: 'duckdb', lake: 'lake' });
  for (let domain = 0; domain < domains; domain++) {
    const share = Math.floor((datasets * (domain + 1)) / domains) - Math.floor((datasets * domain) / domains);
    writeDomain(root, domain, share);
  }
}

interface Place {
  domain: string;
  layer: 'raw' | 'silver' | 'gold';
  /** Number in the layer. */
  index: number;
}

function writeDomain(root: string, number: number, datasets: number): void {
  const domain = `domain_${number}`;
  const raw = Math.max(1, Math.floor(datasets / 4));
  const gold = Math.max(1, Math.floor(datasets / 4));
  const silver = datasets - raw - gold;
  mkdirSync(join(root, 'domains', domain), { recursive: true });
  writeFileSync(join(root, 'domains', domain, 'data-product.odps.yaml'), product(domain));
  for (let index = 0; index < raw; index++) writeRaw(root, { domain, layer: 'raw', index });
  const raws = names(domain, 'raw', raw);
  for (let index = 0; index < silver; index++) {
    const earlier = names(domain, 'silver', index);
    writeSql(root, { domain, layer: 'silver', index }, [
      pick(raws, index),
      pick(raws, index + 1),
      ...(index % 3 === 0 && index > 0 ? [pick(earlier, index * 7)] : []),
    ]);
  }
  const silvers = names(domain, 'silver', silver);
  for (let index = 0; index < gold; index++) {
    const foreign = number > 0 && index % 4 === 0 ? [`domain_${number - 1}.gold.g_0`] : [];
    writeSql(root, { domain, layer: 'gold', index }, [
      pick(silvers, index * 2),
      pick(silvers, index * 2 + 1),
      ...foreign,
    ]);
  }
}

function names(domain: string, layer: Place['layer'], count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${domain}.${layer}.${layer.charAt(0)}_${index}`);
}

function pick(from: readonly string[], index: number): string {
  const found = from[index % from.length];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

function folder(root: string, { domain, layer, index }: Place): string {
  const path = join(root, 'domains', domain, layer, `${layer.charAt(0)}_${index}`);
  mkdirSync(path, { recursive: true });
  return path;
}

function writeRaw(root: string, place: Place): void {
  const path = folder(root, place);
  mkdirSync(join(path, 'data'));
  writeFileSync(join(path, 'data', 'rows.csv'), `${COLUMNS.join(',')}\n1,2026-01-01,c1,north,10.50,open\n`);
  writeJson(join(path, 'pipeline.json'), {
    execution: [
      {
        type: 'IngestCSV',
        name: 'rows',
        file_location: 'data/*.csv',
        schema: {
          id: 'BIGINT',
          happened_on: 'DATE',
          customer_id: 'VARCHAR',
          region: 'VARCHAR',
          amount: 'DECIMAL(12,2)',
          status: 'VARCHAR',
        },
        additional_attributes: [{ key: 'header', value: 'true' }],
      },
    ],
    destination: [],
  });
}

function writeSql(root: string, place: Place, reads: readonly string[]): void {
  const path = folder(root, place);
  writeFileSync(join(path, 'rows.sql'), query(place, [...new Set(reads)]));
  writeFileSync(join(path, 'negative.sql'), `SELECT *\nFROM input\nWHERE amount < 0\n   OR id IS NULL\n`);
  writeJson(join(path, 'pipeline.json'), {
    execution: [
      { type: 'TransformSQL', name: 'rows', sql_file_location: 'rows.sql' },
      ...(place.index % 2 === 0
        ? [{ type: 'Validations', name: 'negative', query_location: 'negative.sql', fail_threshold: 0 }]
        : []),
    ],
    destination: [],
  });
}

/** 20 to 40 lines, as an analyst would write them; every dataset's differs from every other's. */
function query({ domain, index }: Place, [first = '', ...others]: readonly string[]): string {
  const joined = others.map(
    (read, number) => `other_${number} AS (
  SELECT
    customer_id,
    count(*) AS rows_${number},
    max(happened_on) AS last_on_${number},
    sum(amount) FILTER (WHERE status <> 'void') AS amount_${number}
  FROM ${read}
  WHERE region IS NOT NULL
  GROUP BY customer_id
)`,
  );
  const latest = `latest AS (
  SELECT
    *,
    row_number() OVER (PARTITION BY id ORDER BY happened_on DESC, amount DESC) AS copy_number
  FROM ${first}
  WHERE happened_on >= DATE '2020-01-01' + INTERVAL ${index} DAY
)`;
  return `-- ${domain}: the last state of each row, with what else is known of its customer.
WITH ${[latest, ...joined].join(',\n')}
SELECT
  latest.id,
  latest.happened_on,
  latest.customer_id,
  coalesce(trim(latest.region), 'unknown') AS region,
  CAST(latest.amount * 1.${String(index % 100).padStart(2, '0')} AS DECIMAL(12, 2)) AS amount,
  CASE
    WHEN latest.amount > 1000 THEN 'large'
    WHEN latest.status IN ('open', 'late') THEN latest.status
    ELSE 'other'
  END AS status
FROM latest
${others.map((_, number) => `LEFT JOIN other_${number} USING (customer_id)\n`).join('')}WHERE copy_number = 1
${others.map((_, number) => `  AND coalesce(other_${number}.rows_${number}, 0) < 1000000\n`).join('')}`;
}

function product(domain: string): string {
  return `apiVersion: v1.0.0
kind: DataProduct
id: ${domain}
name: ${domain}
status: active
team:
  members:
    - username: ${domain}@example.com
      name: Owner of ${domain}
      role: owner
`;
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
