import { cpSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  loadWorkspace,
  run,
  type Engine,
  type EngineSession,
  type MeshContext,
  type RunResult,
  type Scope,
} from '@mu-mesh/core';
import { connectors } from '@mu-mesh/connectors';
import { createDuckDbEngine } from '@mu-mesh/engine-duckdb';
import { createLakehouse, nodeFs, type Fs } from '@mu-mesh/lakehouse';
import { Scratch, pipeline, ingestOrders } from './scratch';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';
const FULL = process.env['MU_MESH_FULL'] !== undefined;
/** Each operation in full; every third otherwise. */
const STRIDE = FULL ? 1 : 3;

/** Throws at the n-th operation of engine and file system together, and where it is `sticky` at every later one. */
class Fault {
  operations = 0;
  hit = '';

  constructor(
    private readonly n: number,
    private readonly code: string,
    private readonly sticky: boolean,
  ) {}

  pass(operation: string): void {
    this.operations += 1;
    if (this.operations !== this.n && !(this.sticky && this.operations > this.n)) return;
    this.hit ||= operation;
    throw Object.assign(new Error(`${this.code}: planted at ${operation}`), { code: this.code });
  }
}

/** The same object, whose asynchronous methods pass the fault first. */
function faulty<T extends object>(
  inner: T,
  fault: Fault,
  label: string,
  wrap: (name: string, value: unknown) => unknown = (_, value) => value,
): T {
  return new Proxy(inner, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function' || name === 'close')
        return typeof member === 'function' ? member.bind(target) : member;
      return async (...args: unknown[]): Promise<unknown> => {
        fault.pass(`${label}.${String(name)}`);
        return wrap(String(name), await (Reflect.apply(member, target, args) as Promise<unknown>));
      };
    },
  });
}

function faultyEngine(engine: Engine, fault: Fault): Engine {
  const scope = (value: unknown): unknown => faulty(value as Scope, fault, 'scope');
  const session = (value: EngineSession): EngineSession =>
    faulty(value, fault, 'session', (name, inner) => (name === 'scope' ? scope(inner) : inner));
  return new Proxy(engine, {
    get(target, name) {
      if (name === 'open') return async (options: Parameters<Engine['open']>[0]) => session(await target.open(options));
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

function faultyFs(fault: Fault): Fs {
  return faulty(nodeFs, fault, 'fs', (name, value) =>
    name === 'open' ? faulty(value as object, fault, 'file') : value,
  );
}

let engine: Engine;
let before: Scratch;
beforeAll(async () => {
  engine = createDuckDbEngine();
  const ingest = ingestOrders();
  const filter = { type: 'Data_filter', name: 'positive', query: 'SELECT * FROM input WHERE amount < 0' };
  const check = {
    type: 'Validations',
    name: 'few',
    query: 'SELECT * FROM input WHERE amount > 1000',
    fail_threshold: 5,
  };
  before = new Scratch({
    [`${FOLDER}/pipeline.json`]: pipeline(
      [ingest, filter, check],
      [
        { type: 'DestinationDefaultCatalog', table_name: ORDERS, mode: 'append' },
        { type: 'DestinationCSV', file_location: 'out/orders.csv' },
      ],
    ),
    [`${FOLDER}/data/1.csv`]: 'id,amount\n1,10\nx,20\n3,-3\n',
  });
  await before.run();
  before.write(`${FOLDER}/data/2.csv`, 'id,amount\n4,40\ny,50\n6,-6\n');
});
afterAll(async () => {
  await engine.close();
  await before.dispose();
});

async function runWith(root: string, fault: Fault): Promise<RunResult | Error> {
  const host = { now: () => new Date(), at: () => undefined };
  const own = faultyEngine(engine, fault);
  const lakehouse = createLakehouse({ parquet: () => engine.parquet, host, unsafe: false, fs: faultyFs(fault) });
  const context: MeshContext = {
    workspace: loadWorkspace({ root, connectors }),
    engine: () => own,
    lakehouse,
    connectors,
    host,
    emit: () => undefined,
    signal: new AbortController().signal,
  };
  return run(context, { selectors: [], full: false, release: [] }).catch((error: unknown) => error as Error);
}

function codesOf(result: RunResult | Error): string[] {
  if (result instanceof Error) return [(result as Error & { code?: string }).code ?? result.message];
  return result.datasets.flatMap((dataset) =>
    dataset.status === 'failed'
      ? dataset.issues.filter(({ severity }) => severity === 'error').map(({ code }) => code)
      : [],
  );
}

/** A failure after the commit says so. */
function saysCommitted(result: RunResult | Error): boolean {
  return (
    !(result instanceof Error) && result.datasets.some(({ reason }) => reason?.includes('has version 1 now') ?? false)
  );
}

const CASES: [string, string, boolean, number][] = [
  ['ENOSPC', 'DISK_FULL', false, 0],
  ['EIO', 'IO', true, 1],
  ...(FULL
    ? ([
        ['ENOSPC', 'DISK_FULL', true, 0],
        ['EIO', 'IO', false, 0],
      ] as [string, string, boolean, number][])
    : []),
];

it.each(CASES)(
  'each operation of engine and files fails with %s (%s, for good: %s): rows, state and quarantine of before or after; then it succeeds',
  async (code, typed, sticky, offset) => {
    const operations = new Set<string>();
    for (let n = 1 + offset; ; n += STRIDE) {
      const root = realpathSync(mkdtempSync(join(tmpdir(), 'mesh-proof-')));
      cpSync(before.root, root, { recursive: true, preserveTimestamps: true });
      const scratch = new Scratch({}, root);
      const fault = new Fault(n, code, sticky);
      const result = await runWith(root, fault);
      const codes = codesOf(result);
      expect({
        n,
        at: fault.hit,
        codes: codes.filter((found) => found !== typed && found !== 'OUTCOME_UNKNOWN'),
      }).toEqual({ n, at: fault.hit, codes: [] });
      const rows = await scratch.rows(ORDERS);
      const told = codes.includes('OUTCOME_UNKNOWN') || saysCommitted(result);
      if (codes.length > 0 && !told) expect({ n, at: fault.hit, rows }).toEqual({ n, at: fault.hit, rows: ['1|10'] });
      expect([['1|10'], ['1|10', '4|40']]).toContainEqual(rows);
      const again = await runWith(root, new Fault(0, code, false));
      expect({ n, at: fault.hit, codes: codesOf(again) }).toEqual({ n, at: fault.hit, codes: [] });
      expect(await scratch.rows(ORDERS)).toEqual(['1|10', '4|40']);
      const entries = await scratch.entries(ORDERS);
      expect(
        entries.map((entry) => (entry.kind === 'quarantine' ? `${entry.rule} ${entry.rows}` : entry.kind)).sort(),
      ).toEqual(['lines 1', 'lines 1', 'positive 1', 'positive 1', 'source', 'source']);
      await scratch.dispose();
      if (fault.hit === '') break;
      operations.add(fault.hit);
    }
    expect([...operations].filter((operation) => operation.startsWith('scope.')).length).toBeGreaterThan(1);
    expect([...operations].filter((operation) => !operation.startsWith('scope.')).length).toBeGreaterThan(1);
  },
  1_800_000,
);
