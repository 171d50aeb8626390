import { join } from 'node:path';
import { logger } from '@nx/devkit';
import { ContentCache, contentKey } from '../../../../libs/core/src/cache/content-cache';
import { readSerialized, tableReferences } from '../../../../libs/core/src/sql';

/** Raised where the walk or the parser changes, so that cached results are computed again. */
const FORMAT = '1';

const SERIALIZE =
  'SELECT json_serialize_sql(s, skip_null := true, skip_empty := true) FROM (SELECT unnest($1::VARCHAR[]) AS s)';

/**
 * The three-part names that each statement reads, in lower case; none for a statement that does not parse.
 * Results are kept by content under `.mesh/cache`: DuckDB is loaded only for texts that were never seen. Where it cannot be, they have none, with a warning.
 */
export async function sqlTables(workspaceRoot: string, statements: readonly string[]): Promise<Map<string, string[]>> {
  const cache = new ContentCache<string[]>(join(workspaceRoot, '.mesh', 'cache', 'nx-references.json'));
  const keys = new Map(statements.map((sql) => [sql, contentKey(FORMAT, sql)]));
  const unseen = [...keys].filter(([, key]) => !isNames(cache.get(key))).map(([sql]) => sql);
  if (unseen.length > 0) {
    const parsed = await parseAll(unseen).catch((error: unknown) => {
      logger.warn(`New SQL of the domains could not be read, so the graph lacks its lineage: ${String(error)}`);
      return new Map<string, string[]>();
    });
    for (const [sql, names] of parsed) cache.set(keys.get(sql) ?? contentKey(FORMAT, sql), names);
    cache.save();
  }
  return new Map([...keys].map(([sql, key]) => [sql, cache.get(key) ?? []]));
}

async function parseAll(statements: readonly string[]): Promise<Map<string, string[]>> {
  const { DuckDBInstance, listValue } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  try {
    const connection = await instance.connect();
    const result = await connection.runAndReadAll(SERIALIZE, [listValue([...statements])]);
    const documents = result.getRows().map(([json]) => String(json));
    connection.closeSync();
    return new Map(statements.map((sql, i) => [sql, addresses(sql, documents[i] ?? '{}')]));
  } finally {
    instance.closeSync();
  }
}

function addresses(sql: string, json: string): string[] {
  const tables = tableReferences(sql, readSerialized(json)).filter((table) => table.parts.length === 3);
  return [...new Set(tables.map((table) => table.name.toLowerCase()))];
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
