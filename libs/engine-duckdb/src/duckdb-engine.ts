import type {
  Binder,
  EngineSession,
  LineageRequest,
  ParquetFile,
  SessionOptions,
  SqlAnalysis,
  StatementLineage,
} from '@mu-mesh/core';

import { analyse } from './analysis/analyse';
import { DuckDbBinder } from './binder';
import type { Connection } from './connection';
import { Instance } from './instance';
import { engineError } from './mesh-error';
import { DuckDbParquetFile } from './parquet-file';
import type { DuckDbSession } from './session';
import { lock } from './sandbox';

/**
 * Two databases at most: one that can touch no file, for parsing and binding, whose stub tables must not meet the
 * real ones of the same address; and one for the rows, which a session seals.
 */
export class DuckDbEngine {
  readonly parquet: ParquetFile = new DuckDbParquetFile(() => this.connectToFiles());

  private offline: Promise<Instance> | undefined;
  private analysis: Promise<Connection> | undefined;
  private files: Promise<Instance> | undefined;
  private session: DuckDbSession | undefined;
  private readonly binders = new Set<Binder>();
  /** What was said of a statement: what is planned is asked again before it runs. */
  private readonly analysed = new Map<string, SqlAnalysis>();

  async analyse(statements: readonly string[]): Promise<SqlAnalysis[]> {
    try {
      this.analysis ??= this.offlineInstance().then((instance) => instance.connect());
      const analyses = await analyse(await this.analysis, statements);
      statements.forEach((sql, index) => {
        const analysis = analyses[index];
        if (analysis) this.analysed.set(sql, analysis);
      });
      return analyses;
    } catch (error) {
      throw engineError(error);
    }
  }

  async binder(): Promise<Binder> {
    try {
      const alone = this.binders.size === 0;
      const instance = alone ? await this.offlineInstance() : await sealedInstance();
      const connection = await instance.connect();
      // What is bound here never runs: optimising it would take as long again as binding it.
      await connection.run('PRAGMA disable_optimizer');
      const binder = new DuckDbBinder(connection, async () => {
        this.binders.delete(binder);
        if (!alone) await instance.close();
      });
      this.binders.add(binder);
      return binder;
    } catch (error) {
      throw engineError(error);
    }
  }

  /** In a database of its own, which ends with the call: its stub tables meet no others of the same name. */
  async lineage(requests: readonly LineageRequest[]): Promise<StatementLineage[]> {
    if (requests.length === 0) return [];
    const { lineage } = require('./lineage/lineage') as typeof import('./lineage/lineage');
    try {
      const instance = await sealedInstance();
      try {
        return await lineage(await instance.connect(), requests);
      } finally {
        await instance.close();
      }
    } catch (error) {
      throw engineError(error);
    }
  }

  async open(options: SessionOptions): Promise<EngineSession> {
    const session = require('./session') as typeof import('./session');
    try {
      await this.session?.close();
      const instance = await this.filesInstance();
      this.session = await session.DuckDbSession.open(instance, options, {
        analyse: (sql) => this.analyseOne(sql),
        closed: () => {
          this.session = undefined;
          this.files = undefined;
        },
      });
      return this.session;
    } catch (error) {
      throw engineError(error);
    }
  }

  async close(): Promise<void> {
    await this.session?.close();
    const instances = [this.offline, this.files];
    this.offline = this.analysis = this.files = undefined;
    for (const binder of this.binders) await binder.close();
    for (const instance of instances) await (await instance)?.close();
  }

  private async analyseOne(sql: string): Promise<SqlAnalysis> {
    const analysis = this.analysed.get(sql) ?? (await this.analyse([sql]))[0];
    return analysis ?? { tables: [], volatileFunctions: [], findings: [] };
  }

  private offlineInstance(): Promise<Instance> {
    return (this.offline ??= sealedInstance());
  }

  private filesInstance(): Promise<Instance> {
    return (this.files ??= Instance.create());
  }

  private async connectToFiles(): Promise<Connection> {
    return (await this.filesInstance()).connect();
  }
}

async function sealedInstance(): Promise<Instance> {
  const instance = await Instance.create({ threads: '1' });
  const connection = await instance.connect();
  await lock(connection);
  await connection.close();
  return instance;
}
