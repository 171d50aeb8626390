import type { Engine, SqlAnalysis } from '@mu-mesh/core';

import { createDuckDbEngine } from '../engine';
import { Instance } from '../instance';
import { REFUSED_FUNCTIONS, VOLATILE_FUNCTIONS } from './functions';

let engine: Engine;
beforeAll(() => {
  engine = createDuckDbEngine();
});
afterAll(() => engine.close());

async function analyse(sql: string): Promise<SqlAnalysis> {
  const [analysis] = await engine.analyse([sql]);
  if (!analysis) throw new Error('no analysis');
  return analysis;
}

describe('tables', () => {
  it('lists addresses and steps in order, CTEs excluded, offsets in UTF-16', async () => {
    const sql =
      "WITH w AS (FROM clean), input AS (FROM input) SELECT 'é😀' FROM w, Sales.RAW.x JOIN input USING (id) WHERE EXISTS (FROM other)";
    const { tables, findings } = await analyse(sql);
    expect(findings).toEqual([]);
    expect(tables.map((table) => table.name)).toEqual(['clean', 'input', 'sales.raw.x', 'other']);
    for (const table of tables) expect(sql.slice(table.offset).toLowerCase().startsWith(table.name)).toBe(true);
  });

  it.each([
    ["FROM 'data/x.csv'", 5, '"data/x.csv" looks like a file, and SQL names no file.'],
    ['FROM "/etc/passwd"', 5, '"/etc/passwd" looks like a file, and SQL names no file.'],
    ['FROM raw.x', 5, '"raw.x" has two parts.'],
    ['FROM information_schema.tables', 5, '"information_schema.tables" has two parts.'],
    ['FROM system.information_schema.tables', 5, '"system.information_schema.tables" is in the engine\'s own catalog.'],
    ['FROM memory.main.x', 5, '"memory.main.x" is in the engine\'s own catalog.'],
    ['FROM temp.raw.x', 5, '"temp.raw.x" is in the engine\'s own catalog.'],
    ['FROM sales.information_schema.tables', 5, '"sales.information_schema.tables" is no address of a dataset.'],
    ['FROM sales.pg_catalog.pg_class', 5, '"sales.pg_catalog.pg_class" is no address of a dataset.'],
    ['FROM "Ünïcode"', 5, '"Ünïcode" is no name of a step or dataset.'],
    ['FROM sales.raw.x AT (VERSION => 3)', 5, 'AT is refused.'],
  ])('refuses %s', async (sql, offset, message) => {
    const { findings } = await analyse(sql);
    expect(findings).toEqual([
      expect.objectContaining({ code: 'SQL_REFUSED', offset, message, hint: expect.stringMatching(/\w/) }),
    ]);
  });
});

describe('statements', () => {
  it.each([
    'INSERT INTO x VALUES (1)',
    'UPDATE x SET a = 1',
    'DELETE FROM x',
    'CREATE TABLE x AS SELECT 1',
    'DROP TABLE x',
    "COPY x TO '/tmp/x'",
    "ATTACH '/tmp/x.db'",
    'SET threads = 1',
    'PRAGMA version',
    'CALL pragma_version()',
    // Only the gate stands before this one: on a sealed database DuckDB would end the process.
    "CALL enable_logging(storage_path = '/tmp/x')",
    "LOAD 'x'",
    'INSTALL httpfs',
    'EXPLAIN SELECT 1',
    'BEGIN',
    'PREPARE p AS SELECT 1',
    'EXECUTE p',
    "EXPORT DATABASE '/tmp/x'",
    'VACUUM',
    'USE x',
    'CHECKPOINT',
    'SELECT 1; DROP TABLE x',
    'SELECT 1; SELECT 2',
    'SHOW TABLES',
    'DESCRIBE x',
    'SUMMARIZE x',
    'FROM (SHOW TABLES)',
    'SELECT * FROM (DESCRIBE SELECT 1)',
    'PIVOT x ON y USING sum(z)',
    'SELECT ?',
    'SELECT $1',
    'SELECT $name',
    'MERGE INTO x USING y ON true WHEN MATCHED THEN DELETE',
  ])('refuses %s', async (sql) => {
    const { findings } = await analyse(sql);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every((finding) => finding.code === 'SQL_REFUSED')).toBe(true);
  });

  it.each([
    ['', 'The SQL is empty.', undefined],
    ['-- nothing', 'The SQL is empty.', undefined],
    ['SELECT 1 FRM x y', 'Syntax error at or near "x".', 13],
    ["SELECT 'é😀' FRM x y", 'Syntax error at or near "x".', 17],
    ["SELECT 1) TO '/tmp/x' --", 'Syntax error at or near ")".', 8],
    ['WITH x AS (INSERT INTO y VALUES (1) RETURNING *) FROM x', expect.any(String), undefined],
    ['SELECT 1 INTO x', expect.any(String), undefined],
    ['SELECT \0', 'The SQL has a NUL character.', 7],
  ])('finds the syntax error in %j', async (sql, message, offset) => {
    const { findings } = await analyse(sql);
    expect(findings).toEqual([expect.objectContaining({ code: 'SQL_SYNTAX', message })]);
    expect(findings[0]?.offset).toEqual(offset);
  });

  it('advises to list the values of a PIVOT', async () => {
    expect((await analyse('PIVOT x ON y USING sum(z)')).findings[0]?.hint).toContain('IN (1, 2, 3)');
    expect((await analyse('PIVOT x ON y IN (1, 2) USING sum(z)')).findings).toEqual([]);
  });

  it.each([
    'TABLE x',
    'VALUES (1)',
    'FROM x SELECT *;',
    "SELECT '; DROP' -- ;",
    'UNPIVOT x ON a, b INTO NAME n VALUE v',
    'SELECT list_transform([1], lambda i: i)',
  ])('accepts %s', async (sql) => {
    expect((await analyse(sql)).findings).toEqual([]);
  });
});

describe('functions', () => {
  it.each([
    "read_csv('x')",
    "read_parquet('x')",
    "read_json('x')",
    "read_text('x')",
    "read_blob('x')",
    "glob('*')",
    "sniff_csv('x')",
    "parquet_metadata('x')",
    "query('SELECT 1')",
    "query_table('x')",
    'duckdb_secrets()',
    'duckdb_settings()',
    "pragma_table_info('x')",
    "json_execute_serialized_sql('x')",
    "histogram('x', y)",
    'test_all_types()',
    "enable_logging(storage_path = '/tmp/x')",
    "seq_scan('x')",
    'arrow_scan(1, 2, 3)',
    "system.main.read_text('x')",
  ])('refuses the table function %s', async (call) => {
    const { findings } = await analyse(`SELECT * FROM ${call}`);
    expect(findings).toEqual([expect.objectContaining({ code: 'SQL_REFUSED', offset: 14 })]);
  });

  it.each(['range(3)', 'generate_series(1, 3)', 'unnest([1])', "json_each('{}')", "repeat('x', 3)"])(
    'accepts the table function %s',
    async (call) => {
      expect((await analyse(`SELECT * FROM ${call}`)).findings).toEqual([]);
    },
  );

  it.each([
    "nextval('s')",
    "getvariable('x')",
    "current_setting('x')",
    "getenv('x')",
    "main.getenv('x')",
    'system.main.current_query()',
    "write_log('x')",
    'sum(setseed(1)) OVER ()',
  ])('refuses %s', async (call) => {
    expect((await analyse(`SELECT ${call}`)).findings).toEqual([expect.objectContaining({ code: 'SQL_REFUSED' })]);
  });

  it('lists what changes from call to call', async () => {
    const sql =
      'SELECT now(), current_timestamp, random() OVER (), uuid(), age(d), age(d, e), lower(x) FROM t TABLESAMPLE 10% QUALIFY today() > d';
    expect((await analyse(sql.replace(' OVER ()', ''))).volatileFunctions).toEqual([
      'age',
      'current_timestamp',
      'now',
      'random',
      'tablesample',
      'today',
      'uuid',
    ]);
    expect(
      (await analyse('SELECT age(d, e), localtime_x FROM t USING SAMPLE 10 ROWS REPEATABLE (1)')).volatileFunctions,
    ).toEqual([]);
  });

  it('knows every function that DuckDB calls volatile', async () => {
    const instance = await Instance.create();
    try {
      const connection = await instance.connect();
      const rows = await connection.texts(
        "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'scalar' AND stability <> 'CONSISTENT' ORDER BY ALL",
      );
      // error() gives nothing; it only ends the query.
      const unknown = rows
        .map(([name]) => String(name))
        .filter((name) => !VOLATILE_FUNCTIONS.has(name) && !REFUSED_FUNCTIONS.has(name));
      expect(unknown).toEqual(['error']);
      expect((await connection.texts('SELECT version()'))[0]?.[0]).toMatch(/^v1\./);
    } finally {
      await instance.close();
    }
  });
});

it('analyses 1,000 statements in one query', async () => {
  const statements = Array.from(
    { length: 1000 },
    (_, i) =>
      `SELECT a.id, sum(b.amount) AS s${i} FROM sales.raw.t${i} a JOIN clean b USING (id) WHERE a.x > ${i} GROUP BY ALL`,
  );
  await analyse('SELECT 1');
  const before = process.cpuUsage();
  const analyses = await engine.analyse(statements);
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  expect(analyses.map((analysis) => analysis.tables[0]?.name)).toEqual(statements.map((_, i) => `sales.raw.t${i}`));
  if (process.env['MU_MESH_FULL'])
    console.log(`1,000 statements analysed in ${Math.round(milliseconds)} ms of CPU time`);
  expect(milliseconds).toBeLessThan(2000);
});
