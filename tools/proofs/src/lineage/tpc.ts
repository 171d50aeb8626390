import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { type Field, type StatementInput, field } from '@mu-mesh/core';
import { pythonVenv, type PythonVenv } from '@mu-mesh/services';

/** TPC's generators as DuckDB's own extensions, of the engine's version; and sqlglot, which computes lineage on its own. */
const PACKAGES = ['duckdb-extension-tpcds==1.5.5', 'duckdb-extension-tpch==1.5.5', 'sqlglot==30.30.0'] as const;

export interface Benchmark {
  tables: StatementInput[];
  queries: { name: string; sql: string; width: number }[];
}

export function python(): PythonVenv {
  return pythonVenv(PACKAGES);
}

/** Schema and queries of TPC-DS (99) or TPC-H (22), each with the number of columns that DuckDB binds. */
export async function benchmark(name: 'tpcds' | 'tpch'): Promise<Benchmark> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  try {
    const texts = async (sql: string): Promise<string[][]> =>
      (await connection.runAndReadAll(sql)).getRowsJson().map((row) => row.map(String));
    await connection.run(`LOAD '${extension(name)}'`);
    await connection.run(name === 'tpcds' ? 'CALL dsdgen(sf = 0)' : 'CALL dbgen(sf = 0)');
    const columns = await texts(
      'SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index',
    );
    const tables = new Map<string, Field[]>();
    for (const [table = '', column = '', type = ''] of columns)
      tables.set(table, [...(tables.get(table) ?? []), field(column, modelType(type))]);
    const queries = [];
    for (const [number = '', sql = ''] of await texts(`SELECT query_nr, query FROM ${name}_queries() ORDER BY 1`)) {
      queries.push({ name: `${name} ${number}`, sql, width: await width(connection, sql) });
    }
    return { tables: [...tables].map(([table, fields]) => ({ name: table, columns: fields })), queries };
  } finally {
    connection.closeSync();
  }
}

async function width(connection: DuckDBConnection, sql: string): Promise<number> {
  const statement = await connection.prepare(sql);
  const { columnCount } = statement;
  statement.destroySync();
  return columnCount;
}

function extension(name: string): string {
  const find =
    'import sys, importlib.util, pathlib\nroot = pathlib.Path(importlib.util.find_spec(sys.argv[1]).origin).parent\nprint(next(root.rglob("*.duckdb_extension")))';
  return python().run(find, `duckdb_extension_${name}`).trim();
}

function modelType(type: string): string {
  if (type.startsWith('DECIMAL')) return type.toLowerCase();
  const known: Record<string, string> = {
    INTEGER: 'integer',
    BIGINT: 'long',
    VARCHAR: 'string',
    DATE: 'date',
    TIME: 'string',
  };
  const found = known[type];
  if (found === undefined) throw new Error(`no type for ${type}`);
  return found;
}
