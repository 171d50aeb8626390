import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { runCli, temporaryFolder } from './testing/cli';
import { checkedEnvelope } from './testing/schemas';

jest.setTimeout(60_000);
const cwd = temporaryFolder();
const mesh = (...args: string[]) => runCli(args, { cwd });
const GOLD = 'shop.gold.daily_sales';
const CONTRACT = join(cwd, 'domains', 'shop', 'gold', 'daily_sales', 'contract.odcs.yaml');
const PRODUCT = join(cwd, 'domains', 'shop', 'data-product.odps.yaml');
const SQL = join(cwd, 'domains', 'shop', 'gold', 'daily_sales', 'daily.sql');

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

async function json(schema: string, ...args: string[]) {
  const { stdout, exit } = await mesh(...args, '--json');
  const envelope = checkedEnvelope(stdout, schema);
  expect(envelope.exit).toBe(exit);
  return envelope;
}

function edit(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(file, 'utf8');
  if (text.replace(from, to) === text) throw new Error(`${String(from)} is not in ${file}`);
  writeFileSync(file, text.replace(from, to));
}

/** One story: each test starts where the one before ended. */
describe('a contract from a table', () => {
  it('needs a table', async () => {
    await mesh('init');
    const { exit, stderr } = await mesh('contract', 'init', GOLD);
    expect([exit, stderr]).toEqual([2, expect.stringContaining('has no table yet') as string]);
  });

  it('is written once, and is good', async () => {
    expect((await mesh('run')).exit).toBe(0);
    const { result } = await json('contract-init', 'contract', 'init', GOLD);
    expect(result).toEqual({ address: GOLD, file: CONTRACT, rows: 2, columns: 3 });
    const text = readFileSync(CONTRACT, 'utf8');
    expect(text).toContain('physicalType: DATE');
    expect(text).toMatch(
      /# orders: 2 to 2 so far\n +- name: orders\n +logicalType: integer\n +physicalType: BIGINT\n +required: true/,
    );
    expect(text).not.toContain('logicalTypeOptions');
    const again = await mesh('contract', 'init', GOLD);
    expect([again.exit, again.stderr]).toEqual([
      2,
      expect.stringContaining('has a contract already; nothing was written') as string,
    ]);
    expect(readFileSync(CONTRACT, 'utf8')).toBe(text);
  });

  it('is demanded of the output port, with its version', async () => {
    const { issues } = await json('validate', 'validate', '--files-only');
    expect(issues.map(({ code, file }) => [code, file])).toEqual([
      ['CONFIG_INVALID', expect.stringMatching(/data-product/)],
      ['CONTRACT_VERSION', expect.stringMatching(/data-product/)],
    ]);
    edit(PRODUCT, '    version: 0.1.0', '    version: 1.0.0\n    contractId: urn:mu-mesh:shop:gold:daily_sales');
    expect((await json('validate', 'validate', '--files-only')).issues).toEqual([]);
  });

  it('is printed in every form', async () => {
    const { result } = await json('contract-export', 'contract', 'export', GOLD);
    const validate = new Ajv2020({ formats: { date: true } }).compile(result['jsonSchema'] as object);
    const row = { day: '2026-11-21', orders: 3, revenue: 12.5 };
    expect(validate(row)).toBe(true);
    expect(validate({ ...row, orders: 'x' })).toBe(false);
    expect(validate({ ...row, orders: null })).toBe(false);
    for (const [format, text] of [
      ['markdown', '| state | draft |'],
      ['markdown', '| `orders` | long | required'],
      ['sql', 'CREATE TABLE "daily_sales" (\n  "day" DATE NOT NULL,'],
      ['typescript', 'export interface DailySales {\n  day: string;\n  orders: bigint;\n  revenue: string;\n}'],
      ['json-schema', '"$schema": "https://json-schema.org/draft/2020-12/schema"'],
    ] as const) {
      const { stdout, exit } = await mesh('contract', 'export', GOLD, '--format', format);
      expect([exit, stdout]).toEqual([0, expect.stringContaining(text) as string]);
    }
    expect((await mesh('contract', 'export', 'shop.silver.orders')).stderr).toContain(
      'mesh contract init shop.silver.orders',
    );
  });

  it('finds SQL that gives other columns', async () => {
    edit(SQL, 'AS revenue', 'AS turnover');
    expect((await mesh('validate')).exit).toBe(0);
    edit(CONTRACT, 'status: draft', 'status: active');
    const { issues, exit } = await json('validate', 'validate');
    expect(exit).toBe(2);
    expect(issues).toMatchObject([
      {
        code: 'CONTRACT_COLUMNS',
        message: expect.stringContaining('`revenue`') as string,
        file: expect.stringMatching(/contract\.odcs\.yaml$/) as string,
      },
      { code: 'CONTRACT_COLUMNS', message: expect.stringContaining('`turnover`') as string },
    ]);
    edit(SQL, 'AS turnover', 'AS revenue');
  });

  it('warns before a sunset and fails after it, but not with --files-only', async () => {
    edit(
      CONTRACT,
      'status: active',
      'status: deprecated\ncustomProperties: [{ property: sunset, value: "2999-12-31" }]',
    );
    expect((await json('validate', 'validate')).issues).toMatchObject([{ code: 'SUNSET', severity: 'warning' }]);
    edit(CONTRACT, '2999-12-31', '2020-12-31');
    expect((await json('validate', 'validate', '--files-only')).issues).toEqual([]);
    expect((await mesh('validate')).exit).toBe(2);
    expect((await mesh('run')).exit).toBe(2);
  });
});
