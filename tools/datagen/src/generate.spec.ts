import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DEFAULT_SEED, DEFAULT_TRANSACTIONS, type Truth, generate } from './index';
import { total } from './truth';
import { countCsv, countNdjson, countParquet } from './testing/count';

const REPOSITORY = join(__dirname, '..', '..', '..');
const RAW_TEXT = [
  'sales.raw.sales_transactions',
  'sales.raw.sales_leads',
  'marketing.raw.campaigns',
  'finance.raw.invoices',
];
const DIRT = [
  'broken_json',
  'campaign_without_budget',
  'cancelled',
  'corrected_later',
  'correction',
  'failed',
  'future_date',
  'malformed_email',
  'missing_amount',
  'missing_campaign_key',
  'missing_channel',
  'missing_customer',
  'missing_email',
  'missing_net_amount',
  'missing_region',
  'missing_unit_price',
  'negative_duration',
  'negative_unit_price',
  'orphan_campaign',
  'orphan_invoice',
  'orphan_transaction',
  'repeated_row',
  'status_update',
  'test_lead',
  'text_in_budget',
  'text_in_estimated_value',
  'text_in_net_amount',
  'text_in_occurred_at',
  'text_in_pageviews',
  'text_in_quantity',
  'text_in_unit_price',
  'too_few_columns',
  'too_many_columns',
  'trailing_spaces',
  'unknown_currency',
  'unreadable_date',
  'unreadable_due_date',
  'unreadable_issue_date',
];

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'mu-mesh-datagen-spec-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** SHA-256 of every text file under a folder's `raw/<dataset>/data`, by relative path. */
function digests(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(csv|ndjson)$/.test(entry.name) && entry.parentPath.endsWith('data'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    files.map((file) => [relative(root, file), createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );
}

function dataOf(root: string, address: string): string {
  return join(root, ...address.split('.'), 'data');
}

test('the same seed and size give the same bytes; another seed gives others', async () => {
  const truths = [];
  for (const [name, seed] of [
    ['a', 3],
    ['b', 3],
    ['c', 4],
  ] as const) {
    truths.push(await generate({ transactions: 3_000, seed, out: join(scratch, name) }));
  }
  expect(digests(join(scratch, 'a'))).toEqual(digests(join(scratch, 'b')));
  expect(truths[0]).toEqual(truths[1]);
  const [first, other] = [digests(join(scratch, 'a')), digests(join(scratch, 'c'))];
  expect(Object.keys(first)).toEqual(Object.keys(other));
  for (const [file, digest] of Object.entries(first)) expect(other[file]).not.toBe(digest);
});

test.each([1_500, process.env['MU_MESH_FULL'] ? 2_000_000 : 30_000])(
  'at %i transactions a reader finds as many good and bad rows as the truth says',
  async (transactions) => {
    const truth = await generate({ transactions, seed: 11, out: scratch });
    for (const address of RAW_TEXT) {
      expect([address, await countCsv(REPOSITORY, address, dataOf(scratch, address))]).toEqual([
        address,
        expected(truth, address),
      ]);
    }
    for (const address of ['marketing.raw.website_traffic', 'marketing.raw.customer_engagement']) {
      expect([address, await countNdjson(REPOSITORY, address, dataOf(scratch, address))]).toEqual([
        address,
        expected(truth, address),
      ]);
    }
    expect(await countParquet(dataOf(scratch, 'finance.raw.payments'))).toBe(
      truth.datasets['finance.raw.payments']?.rows.in,
    );
  },
  240_000,
);

function expected(truth: Truth, address: string): { out: number; bad: number } {
  const { rows, quarantined, refused } = truth.datasets[address] ?? {};
  if (!rows || !quarantined || !refused) throw new Error(`the truth has no ${address}`);
  return { out: rows.out + total(refused), bad: total(quarantined) };
}

test('every kind of dirt is there at the committed size', async () => {
  const truth = await generate({ out: scratch });
  const kinds = Object.values(truth.datasets).flatMap(({ quarantined, refused, tolerated }) => [
    ...Object.keys(quarantined),
    ...Object.keys(refused),
    ...Object.keys(tolerated),
  ]);
  expect([...new Set(kinds)].sort()).toEqual(DIRT);
  const transactions = dataOf(scratch, 'sales.raw.sales_transactions');
  expect(readFileSync(join(transactions, 'sales-transactions-2026-01.csv')).subarray(0, 3).toString('hex')).toBe(
    'efbbbf',
  );
  expect(readFileSync(join(transactions, 'sales-transactions-2026-05.csv'), 'utf8')).toMatch(/\r\n$/);
  const legacy = readFileSync(join(dataOf(scratch, 'sales.raw.sales_leads'), 'leads-legacy.csv'));
  expect(legacy.includes(0x80)).toBe(true);
  expect(legacy.includes(Buffer.from('M\xfcller', 'latin1'))).toBe(true);
  const notes = readFileSync(join(dataOf(scratch, 'sales.raw.sales_leads'), 'leads-2026-h1.csv'), 'utf8');
  expect(notes).toContain('refit of two floors\nSecond line');
  expect(notes).toContain('""Blue Door""');
});

test('the committed data are what the generator writes', async () => {
  const truth = await generate({ transactions: DEFAULT_TRANSACTIONS, seed: DEFAULT_SEED, out: scratch });
  expect(JSON.parse(readFileSync(join(__dirname, '..', 'truth.json'), 'utf8'))).toEqual(truth);
  const committed = digests(join(REPOSITORY, 'domains'));
  expect(digests(scratch)).toEqual(committed);
  const payments = dataOf(join(REPOSITORY, 'domains'), 'finance.raw.payments');
  expect(await countParquet(payments)).toBe(truth.datasets['finance.raw.payments']?.rows.in);
});
