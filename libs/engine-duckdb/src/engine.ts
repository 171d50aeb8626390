import type {
  Binder,
  Engine,
  EngineSession,
  LineageRequest,
  ParquetFile,
  SessionOptions,
  SqlAnalysis,
  StatementLineage,
} from '@mu-mesh/core';

import type { DuckDbEngine } from './duckdb-engine';

/** DuckDB embedded in this process. Nothing of it is loaded before the first call of a method. */
export function createDuckDbEngine(): Engine {
  return new LazyEngine();
}

class LazyEngine implements Engine {
  readonly name = 'duckdb';
  readonly majorVersion = '1';
  private loaded: DuckDbEngine | undefined;

  get parquet(): ParquetFile {
    return this.engine.parquet;
  }

  async analyse(statements: readonly string[]): Promise<SqlAnalysis[]> {
    return this.engine.analyse(statements);
  }

  async binder(): Promise<Binder> {
    return this.engine.binder();
  }

  async lineage(requests: readonly LineageRequest[]): Promise<StatementLineage[]> {
    return this.engine.lineage(requests);
  }

  async open(options: SessionOptions): Promise<EngineSession> {
    return this.engine.open(options);
  }

  async close(): Promise<void> {
    await this.loaded?.close();
  }

  private get engine(): DuckDbEngine {
    return (this.loaded ??= load());
  }
}

function load(): DuckDbEngine {
  const { DuckDbEngine } = require('./duckdb-engine') as typeof import('./duckdb-engine');
  return new DuckDbEngine();
}
