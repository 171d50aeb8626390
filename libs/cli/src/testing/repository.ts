import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from './cli';

export const TOTALS = 'domains/shop/gold/totals';
export const CONTRACT = `${TOTALS}/contract.odcs.yaml`;
export const PRODUCT = 'domains/shop/data-product.odps.yaml';

const COLUMNS = ['name: day, physicalType: DATE, primaryKey: true', 'name: total, physicalType: BIGINT'];

export function job(sql: string): string {
  return JSON.stringify({ execution: [{ type: 'TransformSQL', sql }] });
}

export function product(domain: string, version: string): string {
  const port = `outputPorts:\n  - { name: totals, version: ${version}, contractId: 'urn:totals' }\n`;
  return `apiVersion: v1.1.0\nkind: DataProduct\nid: ${domain}\nname: ${domain}\nversion: 1.0.0\nstatus: active\nteam: { name: T, members: [{ username: '@acme/team', role: owner }] }\n${domain === 'shop' ? port : ''}`;
}

export function contract(version: string, columns: readonly string[] = COLUMNS): string {
  const properties = columns.map((one) => `      - { ${one} }\n`).join('');
  return `apiVersion: v3.2.0\nkind: DataContract\nid: urn:totals\nversion: ${version}\nstatus: active\nschema:\n  - name: totals\n    properties:\n${properties}`;
}

/** Writes files below a folder: path → text. */
export function write(root: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Runs git as somebody, whatever the machine's settings. */
export function git(cwd: string, ...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@acme.test', ...args], { cwd, stdio: 'ignore' });
}

export function commit(root: string, message: string): void {
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', message);
}

/**
 * A repository with one commit: `shop` reads orders from a file and publishes totals under a contract, `money` reads
 * those. The workspace is a folder of it.
 */
export function repository(): string {
  const folder = temporaryFolder();
  const root = join(folder, 'mesh');
  write(root, {
    'global-properties.json': '{}',
    '.gitignore': '.mesh\nlake\n',
    'domains/shop/package.json': '{ "name": "@acme/shop", "version": "1.0.0" }',
    [PRODUCT]: product('shop', '1.0.0'),
    'domains/shop/raw/orders/pipeline.json': JSON.stringify({
      execution: [
        {
          type: 'IngestCSV',
          file_location: 'data/*.csv',
          schema: { day: 'DATE', amount: 'BIGINT' },
          additional_attributes: { header: 'true' },
        },
      ],
    }),
    'domains/shop/raw/orders/data/one.csv': 'day,amount\n2026-01-01,1\n2026-01-01,2\n2026-01-02,3\n',
    [`${TOTALS}/pipeline.json`]: JSON.stringify({
      execution: [{ type: 'TransformSQL', sql_file_location: 'totals.sql' }],
    }),
    [`${TOTALS}/totals.sql`]: 'SELECT day, sum(amount)::BIGINT AS total FROM shop.raw.orders GROUP BY day',
    [CONTRACT]: contract('1.0.0'),
    'domains/money/data-product.odps.yaml': product('money', '1.0.0'),
    'domains/money/gold/books/pipeline.json': JSON.stringify({
      execution: [{ type: 'TransformSQL', sql_file_location: 'books.sql' }],
    }),
    'domains/money/gold/books/books.sql': 'SELECT day,\n  total + 1 AS booked\nFROM shop.gold.totals',
  });
  git(folder, 'init', '-q', '-b', 'main');
  commit(root, 'base');
  return root;
}
