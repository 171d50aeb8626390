import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  field,
  type CommitOutcome,
  type FaultStep,
  type Field,
  type Host,
  type StateEntry,
  type StateHead,
  type Table,
  type TableChange,
} from '@mu-mesh/core';
import { createLakehouse, type LakehouseOptions } from '../lakehouse';
import { parquet } from './duckdb';
import { rowsOf, stage } from './stage';

export const COLUMNS: Field[] = [field('id', 'long'), field('name', 'string')];

/** A clock that the test moves, and a hook for the named steps. */
export class TestHost implements Host {
  time = Date.parse('2026-11-23T00:00:00Z');
  onStep: (step: FaultStep) => void = () => undefined;

  now(): Date {
    return new Date(this.time++);
  }

  at(step: FaultStep): void {
    this.onStep(step);
  }
}

let root: string | undefined;
const removeRoot = (): void => {
  if (root) rmSync(root, { recursive: true, force: true });
};
if (typeof afterAll === 'function') afterAll(removeRoot);
else process.on('exit', removeRoot);

/** A new folder, gone when the test file or the process ends. */
export function temporaryFolder(): Promise<string> {
  root ??= mkdtempSync(join(tmpdir(), 'mu-mesh-lakehouse-'));
  return mkdtemp(join(root, 'table-'));
}

export function openTable(location: string, options: Partial<LakehouseOptions> = {}): Table {
  return createLakehouse({ parquet: () => parquet, host: new TestHost(), unsafe: false, ...options }).table(location);
}

export function headOf(run: string, more: Partial<StateHead> = {}): StateHead {
  const rows = { in: 0, out: 0, quarantined: 0, dropped: 0 };
  return {
    run,
    at: '2026-11-23T00:00:00.000Z',
    fingerprint: 'f',
    engine: 'duckdb',
    inputs: {},
    rows,
    sourceSchemas: {},
    exports: [],
    ...more,
  };
}

export function source(path: string, sha256 = path): StateEntry {
  return { kind: 'source', step: 's', path, size: 1, mtime: 1, sha256 };
}

/** A change that stages `sql`; append without a `readVersion` unless told otherwise. */
export async function changeOf(table: Table, sql: string, more: Partial<TableChange> = {}): Promise<TableChange> {
  const schema = more.schema ?? COLUMNS;
  const files = more.files ?? (await stage(table.location, sql, schema, more.partitionBy));
  const head = headOf('run-1');
  const entries = new Map<string, StateEntry | null>();
  return {
    mode: 'append',
    operation: 'WRITE',
    files,
    schema,
    partitionBy: [],
    evolution: 'evolve',
    head,
    entries,
    replaceEntries: false,
    ...more,
  };
}

export async function write(table: Table, sql: string, more: Partial<TableChange> = {}): Promise<CommitOutcome> {
  return table.commit(await changeOf(table, sql, more));
}

/** `SELECT` of one row. */
export function row(id: number, name = `n${id}`): string {
  return `SELECT ${id} AS id, '${name}' AS name`;
}

/** The ids of a version, sorted. */
export async function idsOf(table: Table, at?: number): Promise<number[]> {
  const rows = await rowsOf(await table.scan(at));
  return rows.map((text) => Number((JSON.parse(text) as { id: number }).id)).sort((a, b) => a - b);
}
