import { DuckDBInstance, listValue } from '@duckdb/node-api';
import { readSerialized, tableReferences } from './index';

const serialize =
  'SELECT json_serialize_sql(s, skip_null := true, skip_empty := true) FROM (SELECT unnest($1::VARCHAR[]) s)';

async function tables(sql: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const rows = await connection.runAndReadAll(serialize, [listValue([sql])]);
    return tableReferences(sql, readSerialized(String(rows.getRows()[0]?.[0]))).map((t) => `${t.name}@${t.offset}`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('tableReferences', () => {
  it.each([
    ['an address', 'SELECT * FROM sales.gold.x', ['sales.gold.x@14']],
    [
      'joins, subqueries, lists',
      'FROM a, b WHERE EXISTS (FROM c) AND x IN (SELECT 1 FROM d)',
      ['a@5', 'b@8', 'c@29', 'd@56'],
    ],
    ['repeats', 'FROM a UNION ALL FROM a', ['a@5', 'a@22']],
    ['a CTE, without case', 'WITH T AS (FROM s) FROM t', ['s@16']],
    ['a later CTE that reads an earlier one', 'WITH x AS (FROM s), y AS (FROM x) FROM y', ['s@16']],
    ['an earlier CTE that names a later one', 'WITH x AS (FROM y), y AS (FROM s) FROM x', ['y@16', 's@31']],
    ['a CTE that shadows the table it reads', 'WITH a AS (FROM a) FROM a', ['a@16']],
    [
      'a recursive CTE',
      'WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a, b WHERE n < 3) FROM a',
      ['b@66'],
    ],
    ['a CTE of an inner query only', 'SELECT * FROM (WITH z AS (FROM s) FROM z) JOIN z USING (k)', ['s@31', 'z@47']],
    ['an outer CTE inside a subquery', 'WITH z AS (FROM s) SELECT (SELECT max(k) FROM z)', ['s@16']],
    ['a qualified name equal to a CTE', 'WITH x AS (SELECT 1) FROM sales.gold.x', ['sales.gold.x@26']],
    ['PIVOT', 'FROM a.b.c PIVOT (sum(x) FOR y IN (1, 2))', ['a.b.c@5']],
    ['a quoted file name', "FROM '/etc/passwd'", ['/etc/passwd@5']],
    ['offsets after characters of several bytes', "SELECT 'é😀' AS x FROM sales.gold.x", ['sales.gold.x@23']],
    ['no table', 'SELECT 1', []],
    ['text that does not parse', 'SELEC 1', []],
  ])('%s', async (_name, sql, expected) => {
    expect(await tables(sql)).toEqual(expected);
    for (const found of expected) {
      const [name, offset] = found.split('@');
      expect(sql.slice(Number(offset)).replace(/^'/, '').toLowerCase().startsWith(String(name).toLowerCase())).toBe(
        true,
      );
    }
  });
});

describe('readSerialized', () => {
  it('reports where a text does not parse', () => {
    const json = '{"error":true,"error_type":"parser","error_message":"syntax error","position":"62"}';
    expect(readSerialized(json)).toEqual({ ok: false, kind: 'parser', message: 'syntax error', byteOffset: 62 });
  });

  it('knows no position where DuckDB gives none', () => {
    expect(readSerialized('{"error":true,"error_type":"not implemented","error_message":"Only SELECT"}')).toEqual({
      ok: false,
      kind: 'not implemented',
      message: 'Only SELECT',
    });
  });
});
