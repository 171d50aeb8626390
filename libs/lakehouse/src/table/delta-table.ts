import { join } from 'node:path';
import {
  toMeshError,
  type CheckOutcome,
  type CommitOutcome,
  type Field,
  type PendingChecks,
  type RecoverReport,
  type SchemaEvolution,
  type StateEntry,
  type Table,
  type TableChange,
  type TableHead,
  type TableScan,
  type TableState,
  type TableVersion,
  type VacuumOptions,
  type WriteMode,
} from '@mu-mesh/core';
import { evolveSchema } from '../delta/evolution';
import { assertWritable } from '../delta/protocol';
import { parseSchema } from '../delta/schema';
import { checkRun, QUARANTINE_DIRECTORY } from '../state/pending';
import { ensureDirectory } from '../stores/durable';
import { amendState, releaseHold } from './amend';
import { checkpointLatest } from './checkpoint';
import { commitChange } from './commit';
import type { TableContext } from './context';
import { readHead, readState } from './head';
import { readHistory } from './history';
import { latestSnapshot } from './latest';
import { keepPending, livePending, readPending } from './pending';
import { recoverTable } from './recover';
import { isWholeVersion, restoreVersion } from './restore';
import { scanTable } from './scan';
import { vacuumTable } from './vacuum';

/** One Delta table. Whatever fails is a MeshError. */
export class DeltaTable implements Table {
  readonly location: string;

  constructor(private readonly context: TableContext) {
    this.location = context.location;
  }

  head(): Promise<TableHead | undefined> {
    return typed(() => readHead(this.context));
  }

  scan(at?: number | Date): Promise<TableScan> {
    return typed(() => scanTable(this.context, at));
  }

  history(limit?: number): Promise<TableVersion[]> {
    return typed(() => readHistory(this.context, limit));
  }

  state(version: number): Promise<TableState | undefined> {
    return typed(() => readState(this.context, version));
  }

  whole(version: number): Promise<boolean> {
    return typed(() => isWholeVersion(this.context, version));
  }

  evolve(columns: Field[], mode: WriteMode, evolution: SchemaEvolution): Promise<Field[]> {
    return typed(async () => {
      const latest = await latestSnapshot(this.context);
      if (latest) assertWritable(this.location, latest, mode === 'overwrite');
      return evolveSchema(latest && parseSchema(latest.metaData.schemaString), columns, mode, evolution);
    });
  }

  commit(change: TableChange): Promise<CommitOutcome> {
    return typed(() => commitChange(this.context, change));
  }

  restore(version: number, run: string, fingerprint?: string): Promise<number> {
    return typed(() => restoreVersion(this.context, version, run, fingerprint));
  }

  release(run: string): Promise<number> {
    return typed(() => releaseHold(this.context, run));
  }

  amend(entries: Map<string, StateEntry | null>, operation: string, run: string): Promise<number> {
    return typed(() => amendState(this.context, entries, operation, run));
  }

  checkpoint(): Promise<number> {
    return typed(() => checkpointLatest(this.context));
  }

  vacuum(options: VacuumOptions): Promise<string[]> {
    return typed(() => vacuumTable(this.context, options));
  }

  recover(options: { olderThan?: number } = {}): Promise<RecoverReport> {
    return typed(() => recoverTable(this.context, options.olderThan ?? this.context.orphanAge));
  }

  quarantineDirectory(run: string): Promise<string> {
    return typed(async () => {
      const folder = join(this.location, QUARANTINE_DIRECTORY, checkRun(run));
      await ensureDirectory(this.context.store.fs, folder);
      return folder;
    });
  }

  keepPending(run: string, entries: StateEntry[], checks?: CheckOutcome[]): Promise<void> {
    return typed(() => keepPending(this.context, run, entries, checks));
  }

  pending(): Promise<StateEntry[]> {
    return typed(() => readPending(this.context));
  }

  pendingChecks(): Promise<PendingChecks | undefined> {
    return typed(async () => (await livePending(this.context)).checks);
  }
}

async function typed<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw toMeshError(error);
  }
}
