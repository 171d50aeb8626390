import { cpSync, existsSync, mkdtempSync, readdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STACK_TRACE } from '../mesh-cli';
import { draws } from '../seeded';
import { Scratch, pipeline, ingestOrders } from './scratch';
import { signalled, type Ended, type Signals } from './signalled';

const FULL = process.env['MU_MESH_FULL'] !== undefined;
const SEED = Number(process.env['MU_MESH_SEED'] ?? 12);
const MOMENTS = FULL ? 50 : 4;
/** Of those with a second signal. */
const TWICE = FULL ? 25 : 2;
/** Milliseconds from the first signal, and from the second, to the end of the process. */
const SOON = 5000;
const AT_ONCE = 2000;
const TABLES = ['sales.raw.orders', 'sales.silver.worked', 'sales.gold.totals'];
const STATUS: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143 };

/** What there is to compare: the rows of every table, and how many are in quarantine. */
interface Facts {
  rows: string[][];
  quarantined: number;
}

async function facts(scratch: Scratch): Promise<Facts> {
  const rows: string[][] = [];
  for (const table of TABLES) rows.push(await scratch.rows(table));
  const entries = await scratch.entries('sales.raw.orders');
  return { rows, quarantined: entries.reduce((sum, entry) => sum + (entry.kind === 'quarantine' ? entry.rows : 0), 0) };
}

/** A file of 2,000 orders, some of which do not parse. */
function orders(from: number): string {
  const lines = Array.from({ length: 2000 }, (_, i) => `${from + i},${i % 50 === 7 ? 'x' : i % 300}`);
  return `id,amount\n${lines.join('\n')}\n`;
}

/** A table that appends, one that is worked for, one of totals. */
function workspace(): Scratch {
  const ingest = ingestOrders();
  const append = { type: 'DestinationDefaultCatalog', table_name: 'sales.raw.orders', mode: 'append' };
  const worked = `SELECT id, amount, count(*) FILTER (hash(id, r) % 3 = 0) AS work
    FROM sales.raw.orders, range(6000) t(r) GROUP BY ALL`;
  const totals = 'SELECT amount, count(*) AS n, sum(work) AS work FROM sales.silver.worked GROUP BY amount';
  return new Scratch({
    'domains/sales/raw/orders/pipeline.json': pipeline([ingest], [append]),
    'domains/sales/raw/orders/data/1.csv': orders(0),
    'domains/sales/silver/worked/pipeline.json': pipeline([{ type: 'TransformSQL', sql: worked }]),
    'domains/sales/gold/totals/pipeline.json': pipeline([{ type: 'TransformSQL', sql: totals }]),
  });
}

function copyOf(built: Scratch): Scratch {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mesh-proof-')));
  cpSync(built.root, root, { recursive: true });
  return new Scratch({}, root);
}

function temporary(scratch: Scratch): string[] {
  const folder = join(scratch.root, '.mesh/tmp');
  return existsSync(folder) ? readdirSync(folder) : [];
}

describe(`a run that gets SIGINT or SIGTERM at a random moment (seed ${SEED})`, () => {
  const draw = draws(SEED);
  let built: Scratch;
  let before: Facts;
  let after: Facts;
  /** How long a run takes that nobody interrupts. */
  let lasts: Ended['lasted'];

  beforeAll(async () => {
    built = workspace();
    await built.run();
    before = await facts(built);
    built.write('domains/sales/raw/orders/data/2.csv', orders(2000));
    const whole = copyOf(built);
    const ended = await signalled(whole.root, ['run', '--json'], { wait: 0, from: 'never said', send: [], gap: 0 });
    expect(ended).toMatchObject({ status: 0 });
    lasts = ended.lasted;
    after = await facts(whole);
    await whole.dispose();
  });
  afterAll(() => built.dispose());

  /** Three of four in the time in which datasets run, the others at any time. */
  function moment(n: number, send: NodeJS.Signals[]): Signals {
    const signals = { send, gap: draw(30) };
    if (n % 4 === 3) return { ...signals, wait: draw(lasts.start) };
    return { ...signals, wait: draw(lasts.word), from: ' started' };
  }

  /** Whole versions in order: nothing of a table is new before what it reads is. */
  async function whole(scratch: Scratch, done: boolean): Promise<void> {
    const found = await facts(scratch);
    const states = found.rows.map((rows, index) => {
      if (JSON.stringify(rows) === JSON.stringify(after.rows[index])) return 'new';
      return JSON.stringify(rows) === JSON.stringify(before.rows[index]) ? 'old' : `torn: ${rows.length} rows`;
    });
    expect(done ? ['new,new,new'] : ['old,old,old', 'new,old,old', 'new,new,old', 'new,new,new']).toContain(
      states.join(),
    );
    expect(found.quarantined).toBe((states[0] === 'new' ? after : before).quarantined);
  }

  async function goesOn(scratch: Scratch): Promise<void> {
    const { datasets } = await scratch.run();
    expect(datasets.flatMap(({ issues }) => issues.filter(({ severity }) => severity === 'error'))).toEqual([]);
    expect(await facts(scratch)).toEqual(after);
  }

  const moments = (amount: number): number[] => Array.from({ length: amount }, (_, n) => n);

  it.each(moments(MOMENTS))('ends soon, with whole tables and nothing behind, and goes on (%d)', async (n) => {
    const scratch = copyOf(built);
    const name = n % 2 === 0 ? 'SIGTERM' : 'SIGINT';
    const ended = await signalled(scratch.root, ['run', '--json'], moment(n, [name]));
    judge(ended, name, SOON);
    expect(temporary(scratch)).toEqual([]);
    await whole(scratch, ended.status === 0);
    await goesOn(scratch);
    expect(temporary(scratch)).toEqual([]);
    await scratch.dispose();
  });

  it.each(moments(TWICE))('ends at once at a second signal, with whole tables, and goes on (%d)', async (n) => {
    const scratch = copyOf(built);
    const name = n % 2 === 0 ? 'SIGINT' : 'SIGTERM';
    const ended = await signalled(scratch.root, ['run'], moment(n, [name, name]));
    judge(ended, name, AT_ONCE);
    await whole(scratch, ended.status === 0);
    await goesOn(scratch);
    await scratch.dispose();
  });
});

describe('a statement of the engine that heeds no interrupt', () => {
  const built = new Scratch({
    'domains/sales/gold/far/pipeline.json': pipeline([{ type: 'TransformSQL', sql: 'SELECT 1 AS steps' }]),
  });
  beforeAll(async () => {
    await built.run();
    const sql = `SELECT levenshtein(repeat('ab', n), repeat('cd', n)) AS steps FROM range(200000, 200001) t(n)`;
    built.write('domains/sales/gold/far/pipeline.json', pipeline([{ type: 'TransformSQL', sql }]));
  });
  afterAll(() => built.dispose());

  it.each([
    ['SIGINT', 1, SOON],
    ['SIGTERM', 2, AT_ONCE],
  ] as const)('is given up after %s, times %d', async (name, times, limit) => {
    const send = Array.from({ length: times }, () => name);
    const ended = await signalled(built.root, ['run', '--json'], { wait: 500, from: ' started', send, gap: 50 });
    judge(ended, name, limit);
    expect(await built.rows('sales.gold.far')).toEqual(['1']);
    if (times === 1) expect(temporary(built)).toEqual([]);
  });
});

/** Status or signal say what interrupted it, or that all was done before; the end comes within so many milliseconds. */
function judge({ status, signal, stdout, stderr, took }: Ended, name: NodeJS.Signals, limit: number): void {
  expect(stderr).not.toMatch(STACK_TRACE);
  if (took !== undefined) expect(took).toBeLessThan(limit);
  expect([STATUS[name], name, 0]).toContain(status ?? signal);
  if (status === STATUS[name] && stdout.startsWith('{'))
    expect(JSON.parse(stdout)).toMatchObject({ exit: status, ok: false });
}
