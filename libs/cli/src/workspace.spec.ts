import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { runCli, temporaryFolder } from './testing/cli';
import { checkedEnvelope, check } from './testing/schemas';

jest.setTimeout(60_000);
const cwd = temporaryFolder();
const ORDERS = join(cwd, 'domains', 'shop', 'raw', 'orders');
const mesh = (...args: string[]) => runCli(args, { cwd });

/** Runs with `--json`, checks the document with its schema and returns it. */
async function json(schema: string, ...args: string[]) {
  const { stdout, exit } = await mesh(...args, '--json');
  const envelope = checkedEnvelope(stdout, schema);
  expect(envelope.exit).toBe(exit);
  return envelope;
}

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** The tests of this file are one story: each starts where the one before ended. */
describe('the workspace that init writes', () => {
  it('is written once', async () => {
    const { result, exit } = await json('init', 'init');
    expect([exit, result['domain']]).toEqual([0, 'shop']);
    expect((await mesh('init', 'other', '--domain', 'Select')).exit).toBe(2);
    expect(existsSync(join(cwd, 'other'))).toBe(false);
    expect((await mesh('init', "inner/a b's")).stdout).toContain("  cd 'inner/a b'\\''s'\n");
    rmSync(join(cwd, 'inner'), { recursive: true });
    const again = await mesh('init');
    expect(again.exit).toBe(2);
    expect(again.stderr).toContain('is there already; nothing was written');
  });

  it('validates, with and without the lake', async () => {
    for (const flags of [[], ['--files-only']]) {
      const { exit, issues, result } = await json('validate', 'validate', ...flags);
      expect([exit, issues]).toEqual([0, []]);
      expect(result['datasets']).toHaveLength(3);
    }
    expect(existsSync(join(cwd, 'lake'))).toBe(false);
  });

  it('passes its test case', async () => {
    const { exit, result } = await json('test', 'test');
    expect(exit).toBe(0);
    expect(result['cases']).toEqual([
      { domain: 'shop', case: 'daily_sales', dataset: 'shop.gold.daily_sales', ok: true, diff: null },
    ]);
  });

  it('says that a domain or a layer stands where a dataset is wanted', async () => {
    for (const command of [['history'], ['checks'], ['lineage'], ['impact'], ['contract', 'init']]) {
      const { exit, stderr } = await mesh(...command, 'shop.gold');
      expect(exit).toBe(2);
      expect(stderr).toContain(
        'error: `shop.gold` is a layer, and a dataset is wanted [USAGE]\n  hint: Its datasets: shop.gold.daily_sales.\n',
      );
    }
    expect((await mesh('history', 'shop')).stderr).toContain('`shop` is a domain, and a dataset is wanted');
  });

  it('shows a plan', async () => {
    const { result } = await json('plan', 'plan', '+shop.silver');
    const reads = [{ address: 'shop.raw.orders', version: null }];
    expect(result['datasets']).toEqual([
      { address: 'shop.raw.orders', action: 'run', reason: 'first run', inputs: [] },
      { address: 'shop.silver.orders', action: 'run', reason: 'first run', inputs: reads },
    ]);
    const missing = await mesh('plan', 'shop.silver', '--json');
    check('envelope', JSON.parse(missing.stdout));
    expect(JSON.parse(missing.stdout)).toMatchObject({
      command: 'plan',
      exit: 2,
      result: null,
      issues: [{ code: 'TABLE_MISSING' }],
    });
  });

  it('runs, says what it did, and keeps its events', async () => {
    const { exit, stdout, stderr } = await mesh('run');
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^shop\.raw\.orders +committed +\d+ +8 +6 +2 /m);
    expect(stdout).toMatch(/^3 committed in /m);
    expect(stdout).toContain(`Tables (Delta Lake): ${join(cwd, 'lake')}/<domain>/<layer>/<dataset>`);
    expect(stderr).toContain('shop.raw.orders started: first run\n');
    expect(stderr).toMatch(/shop\.silver\.orders committed version 0: .*1 quarantined/);
    const [log = ''] = readdirSync(join(cwd, '.mesh', 'runs'));
    const events = readFileSync(join(cwd, '.mesh', 'runs', log), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(events.at(0)?.type).toBe('run-started');
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', exit: 0 });
    expect(log).toMatch(/^\d{8}t\d{6}z-[0-9a-f]{6}\.ndjson$/);
  });

  it('skips what has not changed', async () => {
    const { result, exit } = await json('run', 'run');
    expect(exit).toBe(0);
    expect(result['datasets']).toMatchObject([{ status: 'skipped' }, { status: 'skipped' }, { status: 'skipped' }]);
  });

  it('previews a dataset in every format', async () => {
    const { result } = await json('preview', 'preview', 'shop.gold.daily_sales');
    expect(result).toMatchObject({
      source: 'shop.gold.daily_sales',
      format: 'delta',
      version: 0,
      columns: [
        { name: 'day', type: 'date' },
        { name: 'orders', type: 'long' },
        { name: 'revenue', type: 'decimal(38,2)' },
      ],
      rows: [
        ['2026-11-21', '2', '195.50'],
        ['2026-11-22', '2', '309.90'],
      ],
      more: false,
    });
    expect((await mesh('preview', 'shop.gold.daily_sales', '--format', 'csv')).stdout).toBe(
      'day,orders,revenue\n2026-11-21,2,195.50\n2026-11-22,2,309.90\n',
    );
    const bare = await mesh('preview', 'shop.gold.daily_sales', '--format', 'json', '--limit', '1');
    check('preview', JSON.parse(bare.stdout));
    expect(JSON.parse(bare.stdout)).toMatchObject({ more: true, rows: [['2026-11-21', '2', '195.50']] });
    expect((await mesh('preview', 'lake/shop/gold/daily_sales', '--version', '0')).stdout).toContain('│ 2026-11-22 │');
    expect((await mesh('preview', 'shop.gold.daily_sale')).stderr).toContain('Did you mean "shop.gold.daily_sales"?');
    expect((await mesh('preview', 'shop.gold.daily_sales', '--version', '9')).exit).toBe(2);
  });

  it('previews files and folders of files', async () => {
    const { result } = await json('preview', 'preview', join(ORDERS, 'data'), '--limit', '3');
    expect(result).toMatchObject({
      format: 'csv',
      more: true,
      rows: [['1001', '2026-11-21', 'Ada Lovelace', '120.50'], expect.anything(), expect.anything()],
    });
    writeFileSync(join(cwd, 'a.ndjson'), '{"a": 1, "b": {"c": "x"}}\n{"a": 2}\n');
    expect((await json('preview', 'preview', 'a.ndjson')).result).toMatchObject({
      format: 'json',
      rows: [
        ['1', expect.stringContaining('x')],
        ['2', null],
      ],
    });
    const parquet =
      readdirSync(join(cwd, 'lake/shop/gold/daily_sales')).find((name) => name.endsWith('.parquet')) ?? '';
    expect((await json('preview', 'preview', join('lake/shop/gold/daily_sales', parquet))).result).toMatchObject({
      format: 'parquet',
      rows: [['2026-11-21', '2', '195.50'], expect.anything()],
    });
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'x.csv'), 'a;b\n1;2\n');
    expect((await runCli(['preview', 'x.csv', '--format', 'csv'], { cwd: outside })).stdout).toBe('a,b\n1,2\n');
    expect((await runCli(['preview', 'y.csv'], { cwd: outside })).exit).toBe(2);
  });

  it('does nothing more once it is interrupted', async () => {
    for (const [reason, exit] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const ended = await runCli(['preview', 'shop.gold.daily_sales', '--json'], {
        cwd,
        signal: AbortSignal.abort(reason),
      });
      expect(ended.exit).toBe(exit);
      expect(JSON.parse(ended.stdout)).toMatchObject({
        exit,
        result: null,
        issues: [{ code: 'INTERRUPTED', message: `interrupted by ${reason}` }],
      });
    }
  });

  it('lists and shows refused rows', async () => {
    const { result } = await json('quarantine-list', 'quarantine', 'list', 'shop.raw.orders');
    const rows = result['rows'] as { id: string; row: string; status: string; line: number; file: string }[];
    expect(rows.map(({ row, status, line }) => [row, status, line])).toEqual([
      ['1003,2026-11-21,Alan Turing,not a number', 'open', 4],
      ['1006,yesterday,Donald Knuth,42.00', 'open', 3],
    ]);
    const one = await json('quarantine-show', 'quarantine', 'show', 'shop.raw.orders', rows[0]?.id.slice(0, 13) ?? '');
    expect(one.result['row']).toEqual(rows[0]);
    expect((await mesh('quarantine', 'list', 'shop.raw.orders')).stdout).toMatch(
      /2 rows\. One in full: mesh quarantine show/,
    );
    expect((await mesh('quarantine', 'show', 'shop.raw.orders', 'zzz')).exit).toBe(2);
  });

  it('discards a row for a reason only', async () => {
    const rows = (await json('quarantine-list', 'quarantine', 'list', 'shop.raw.orders')).result['rows'] as {
      id: string;
    }[];
    const id = rows[0]?.id ?? '';
    expect((await mesh('quarantine', 'discard', 'shop.raw.orders', id)).exit).toBe(2);
    expect((await mesh('quarantine', 'discard', 'shop.raw.orders', id, '--reason', ' ')).exit).toBe(2);
    const { result } = await json(
      'quarantine-discard',
      'quarantine',
      'discard',
      'shop.raw.orders',
      id,
      '--reason',
      'test order',
    );
    expect(result).toEqual({ address: 'shop.raw.orders', version: 1, discarded: [id], closed: [] });
    const again = ['quarantine', 'discard', 'shop.raw.orders', id, '--reason', 'again'];
    const { result: repeated } = await json('quarantine-discard', ...again);
    const [first] = repeated['closed'] as { at: string }[];
    expect(repeated).toEqual({
      address: 'shop.raw.orders',
      version: null,
      discarded: [],
      closed: [{ id, status: 'discarded', at: expect.any(String) as string, reason: 'test order' }],
    });
    expect((await mesh(...again)).stdout).toBe(
      `${id} was discarded already, ${first?.at ?? ''}: test order\n0 discarded.\n`,
    );
    expect((await mesh('quarantine', 'show', 'shop.raw.orders', id)).stdout).toContain('because test order');
    const { result: left } = await json('quarantine-list', 'quarantine', 'list', 'shop.raw.orders', '--status', 'open');
    expect(left['rows']).toHaveLength(1);
  });

  it('replays what passes now, once', async () => {
    const replay = async (...ids: string[]) =>
      (await json('quarantine-replay', 'quarantine', 'replay', 'shop.raw.orders', ...ids)).result;
    expect(await replay()).toMatchObject({ version: null, replayed: [], open: [expect.any(String)], rerun: false });
    const pipeline = join(ORDERS, 'pipeline.json');
    writeFileSync(
      pipeline,
      readFileSync(pipeline, 'utf8').replace('"header": "true"', '"header": "true", "nullValue": "yesterday"'),
    );
    const [{ id = '' } = {}] = (
      await json('quarantine-list', 'quarantine', 'list', 'shop.raw.orders', '--status', 'open')
    ).result['rows'] as { id: string }[];
    expect(await replay(id.slice(0, 12))).toMatchObject({ version: 2, replayed: [id], open: [], rerun: false });
    expect(await replay()).toMatchObject({ version: null, replayed: [], open: [] });
    expect((await json('preview', 'preview', 'shop.raw.orders')).result['rows']).toContainEqual([
      '1006',
      null,
      'Donald Knuth',
      '42.00',
    ]);
    const { result } = await json('quarantine-list', 'quarantine', 'list', 'shop.raw.orders');
    expect((result['rows'] as { status: string }[]).map(({ status }) => status)).toEqual(['discarded', 'replayed']);
    const rerun = await json('quarantine-replay', 'quarantine', 'replay', 'shop.silver.orders');
    expect(rerun.result).toMatchObject({ address: 'shop.silver.orders', rerun: true, version: 1 });
    const { stderr, stdout } = await mesh('quarantine', 'replay', 'shop.silver.orders');
    expect(`${stderr}${stdout}`).toContain('replays 1 quarantined row');
    expect(`${stderr}${stdout}`).not.toContain('forced');
  });

  it('lists versions, rolls back, holds and releases', async () => {
    for (const name of readdirSync(cwd)) rmSync(join(cwd, name), { recursive: true });
    expect((await mesh('init')).exit).toBe(0);
    await mesh('run', '--quiet');
    appendFileSync(join(ORDERS, 'data', 'more.csv'), 'order_id,ordered_on,customer,amount\n1,2026-11-23,Ada,1.00\n');
    expect((await json('run', 'run')).result['datasets']).toMatchObject([
      { status: 'committed' },
      { status: 'committed' },
      { status: 'committed' },
    ]);
    const history = await json('history', 'history', 'shop.gold.daily_sales');
    expect(history.result['versions']).toMatchObject([
      { version: 1, inputs: [{ address: 'shop.silver.orders', version: 1 }] },
      { version: 0 },
    ]);
    const { result } = await json('rollback', 'rollback', 'shop.gold.daily_sales', '--to', '0');
    expect(result).toMatchObject({ restored: 0, from: 1, version: 2 });
    expect((await json('preview', 'preview', 'shop.gold.daily_sales')).result['rows']).toHaveLength(2);
    expect((await json('plan', 'plan', 'shop.gold')).result['datasets']).toMatchObject([
      { action: 'held', reason: expect.stringContaining('rolled back to 0') },
    ]);
    expect((await json('run', 'run', 'shop.gold')).result['datasets']).toMatchObject([{ status: 'held' }]);
    expect(
      (await json('run', 'run', 'shop.gold', '--release', 'shop.gold.daily_sales')).result['datasets'],
    ).toMatchObject([{ status: 'committed' }]);
    expect((await json('preview', 'preview', 'shop.gold.daily_sales')).result['rows']).toHaveLength(3);
    expect((await mesh('run', '--release', 'shop.gold.dayly_sales')).stderr).toContain(
      'Did you mean "shop.gold.daily_sales"?',
    );
    expect((await mesh('rollback', 'shop.gold.daily_sales', '--to', 'last week')).stderr).toContain(
      'neither a version nor a time',
    );
    const missing = await mesh('rollback', 'shop.gold.daily_sales', '--to', '99');
    expect([missing.exit, missing.stderr]).toEqual([
      2,
      expect.stringMatching(
        /^error: shop\.gold\.daily_sales has no version 99: it has the versions 0 to \d+ \[VERSION_MISSING\]\n.*`mesh history shop\.gold\.daily_sales`/,
      ),
    ]);
    const { result: listed } = await json('history', 'history', 'shop.gold.daily_sales');
    const newest = String((listed['versions'] as { version: number }[])[0]?.version);
    const again = await mesh('rollback', 'shop.gold.daily_sales', '--to', newest);
    expect([again.exit, again.stderr]).toEqual([2, expect.stringContaining('is its newest one: there is nothing')]);
    expect(again.stderr).toContain('[USAGE]');
    expect((await mesh('rollback', 'shop.gold.daily_sales', '--to', '1999-01-01')).exit).toBe(2);
  });

  it('vacuums and recovers', async () => {
    expect((await mesh('vacuum', '--retention', '1h')).stderr).toContain('under 24 hours');
    const { result } = await json('vacuum', 'vacuum', 'shop.gold', '--retention', '0s', '--dry-run');
    expect(result).toMatchObject({ dryRun: true, retention: 0 });
    const stray = join(cwd, 'lake/shop/gold/daily_sales/_quarantine/none');
    mkdirSync(stray, { recursive: true });
    writeFileSync(join(stray, 'x.parquet'), 'stray');
    utimesSync(join(stray, 'x.parquet'), 0, 0);
    const recovered = await json('recover', 'recover', 'shop.gold');
    expect(recovered.result['datasets']).toMatchObject([
      { address: 'shop.gold.daily_sales', removed: [join(stray, 'x.parquet')] },
    ]);
    expect((await mesh('recover', 'shop.gold+')).exit).toBe(2);
  });

  it('blames data with 1, with the place in the source', async () => {
    writeFileSync(
      join(cwd, 'domains/shop/silver/orders/cleaned.sql'),
      'SELECT order_id, ordered_on, customer, -amount AS amount\nFROM shop.raw.orders\n',
    );
    const { exit, stdout, stderr } = await mesh('run');
    expect(exit).toBe(1);
    expect(stdout).toMatch(/shop\.silver\.orders +failed/);
    expect(stdout).toMatch(/shop\.gold\.daily_sales +blocked/);
    expect(stderr).toContain('half of the orders have a negative amount');
    const { result } = await json('quarantine-list', 'quarantine', 'list', 'shop.silver.orders', '--status', 'pending');
    expect((result['rows'] as unknown[]).length).toBeGreaterThan(0);
  });

  it('blames SQL with 2, with the marked line', async () => {
    writeFileSync(
      join(cwd, 'domains/shop/silver/orders/cleaned.sql'),
      'SELECT order_id,\n  customr\nFROM shop.raw.orders\n',
    );
    const { exit, stderr, stdout } = await mesh('run');
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/domains\/shop\/silver\/orders\/cleaned\.sql:2:3: error: /);
    expect(stderr).toContain('2 |   customr\n    |   ^');
  });

  it('completes commands, options, addresses and selectors', async () => {
    const complete = async (...words: string[]) => (await mesh('complete', '--', ...words)).stdout.trim().split('\n');
    expect(await complete('va')).toEqual(['validate', 'vacuum']);
    expect(await complete('quarantine', '')).toEqual(['list', 'show', 'replay', 'discard']);
    expect(await complete('run', '--re')).toEqual(['--release']);
    expect(await complete('run', '+shop.g')).toEqual(['+shop.gold', '+shop.gold.daily_sales']);
    expect(await complete('run', 'shop.gold')).toEqual(['shop.gold', 'shop.gold+', 'shop.gold.daily_sales']);
    expect(await complete('preview', 'shop.r')).toEqual(['shop.raw.orders']);
    expect(await complete('preview', 'x', '--format', '')).toEqual(['table', 'csv', 'json']);
    for (const shell of ['bash', 'zsh', 'fish'])
      expect((await json('completion', 'completion', shell)).result['shell']).toBe(shell);
  });

  it('is looked at by the doctor', async () => {
    const { result } = await json('doctor', 'doctor');
    const checks = result['checks'] as { name: string; status: string }[];
    expect(checks.map(({ name }) => name)).toEqual([
      'node',
      'engine',
      'workspace',
      'lake',
      'hard links',
      'disk',
      'memory',
      'python',
      'git',
    ]);
    expect(checks.find(({ name }) => name === 'engine')?.status).toBe('ok');
  });
});
