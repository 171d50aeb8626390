import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommitOutcome, Engine, EngineSession, Host, StateEntry, Table, TableChange } from '@mu-mesh/core';
import { createDuckDbEngine } from '@mu-mesh/engine-duckdb';
import { createLakehouse } from '@mu-mesh/lakehouse';

const HOST: Host = { now: () => new Date(), at: () => undefined };

/** A lake in a temporary folder, written by the real engine. */
export class Lake {
  readonly root = mkdtempSync(join(tmpdir(), 'mu-mesh-delta-rs-'));
  private readonly engine: Engine = createDuckDbEngine();
  private opened: Promise<EngineSession> | undefined;

  table(name: string): Table {
    const { engine } = this;
    return createLakehouse({ parquet: () => engine.parquet, host: HOST, unsafe: false }).table(join(this.root, name));
  }

  /** Stages the rows of a query with the table's evolved schema and commits them with one state entry, `key`. */
  async write(table: Table, sql: string, key: string, more: Partial<TableChange> = {}): Promise<CommitOutcome> {
    const { mode = 'append', evolution = 'evolve', partitionBy = [] } = more;
    const scope = await (await this.session()).scope();
    try {
      const relation = await scope.query(sql);
      const schema = await table.evolve(relation.columns, mode, evolution);
      const { files } = await scope.stage(relation, { directory: table.location, schema, partitionBy });
      const rows = { in: 0, out: 0, quarantined: 0, dropped: 0 };
      const head = {
        run: key,
        at: HOST.now().toISOString(),
        fingerprint: key,
        engine: 'duckdb',
        inputs: {},
        rows,
        sourceSchemas: {},
        exports: [],
      };
      const source: StateEntry = { kind: 'source', step: 's', path: key, size: 1, mtime: 1, sha256: key };
      const entries = new Map<string, StateEntry | null>([[key, source]]);
      return await table.commit({
        mode,
        operation: 'WRITE',
        files,
        schema,
        partitionBy,
        evolution,
        head,
        entries,
        replaceEntries: false,
        ...more,
      });
    } finally {
      await scope.close();
    }
  }

  /** Writes a version's rows, as our own readers see them, to a Parquet file. */
  async export(table: Table, version: number, path: string): Promise<void> {
    const scope = await (await this.session()).scope();
    try {
      await scope.export(await scope.table(await table.scan(version)), { path, format: 'parquet' });
    } finally {
      await scope.close();
    }
  }

  async close(): Promise<void> {
    await (await this.opened)?.close();
    await this.engine.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  private session(): Promise<EngineSession> {
    const temporaryDirectory = join(this.root, '.spill');
    this.opened ??= this.engine.open({ memoryLimit: 2 ** 29, threads: 1, temporaryDirectory, paths: [this.root] });
    return this.opened;
  }
}
