import type * as Driver from '@duckdb/node-api';

/** `@duckdb/node-api`, loaded at first use: a run with nothing to do never pays for it. */
export function duckdb(): typeof Driver {
  return require('@duckdb/node-api') as typeof Driver;
}
