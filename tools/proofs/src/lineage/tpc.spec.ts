import type { ColumnLineage, Engine, InputColumn, StatementLineage } from '@mu-mesh/core';
import { createDuckDbEngine } from '@mu-mesh/engine-duckdb';
import { sqlglotLineage } from './sqlglot';
import { benchmark, type Benchmark } from './tpc';

/** What both find, over all output columns of a benchmark. */
interface Agreement {
  columns: number;
  /** The same direct origins. */
  equal: number;
  /** The same once what only decides about the column (CASE conditions, window keys, GROUPING) is added, which sqlglot counts as direct. */
  withInfluences: number;
  different: string[];
}

describe.each([
  ['tpcds', 99],
  ['tpch', 22],
] as const)('%s', (name, count) => {
  let engine: Engine;
  let asked: Benchmark;
  let found: StatementLineage[];
  beforeAll(async () => {
    engine = createDuckDbEngine();
    asked = await benchmark(name);
    found = await engine.lineage(asked.queries.map(({ sql }) => ({ sql, inputs: asked.tables })));
  });
  afterAll(() => engine.close());

  it('is traced whole: every output column, from columns that exist', () => {
    expect(asked.queries).toHaveLength(count);
    asked.queries.forEach((query, index) => {
      const lineage = traced(found[index]);
      expect({ query: query.name, width: lineage.columns.length }).toEqual({ query: query.name, width: query.width });
      for (const source of sources(lineage)) expect(columnName(asked, source)).toMatch(/^\w+\.\w+$/);
    });
  });

  it('is read where its text says so', () => {
    asked.queries.forEach(({ name: query, sql }, index) => {
      const { readings } = traced(found[index]);
      expect(readings.length).toBeGreaterThan(0);
      for (const reading of readings.filter(({ named }) => named)) {
        const column = columnName(asked, reading).split('.')[1] ?? '';
        const text =
          sql
            .slice(reading.offset)
            .match(/^[\w.]+/)?.[0]
            .toLowerCase() ?? '';
        // A name that a CTE or subquery hands on may be another than the column's own.
        const renamed = new RegExp(`\\b${column}\\b[^,]*\\b${text.split('.').at(-1) ?? ''}\\b`, 'is').test(sql);
        expect({ query, reads: text.endsWith(column) || text.startsWith('join') || renamed }).toEqual({
          query,
          reads: true,
        });
      }
      const named = new Set(readings.filter((reading) => reading.named).map((reading) => columnName(asked, reading)));
      const unnamed = sources(traced(found[index]))
        .map((source) => columnName(asked, source))
        .filter((column) => !named.has(column));
      expect({ query, unnamed: [...new Set(unnamed)] }).toEqual({ query, unnamed: [] });
    });
  });

  it('agrees with sqlglot on every output column', () => {
    const agreement = compare(asked, found, sqlglotLineage(asked));
    if (process.env['MU_MESH_FULL']) console.log(name, agreement);
    expect(agreement.different).toEqual([]);
    expect(agreement.equal + agreement.withInfluences).toBe(agreement.columns);
  });
});

function compare(asked: Benchmark, found: readonly StatementLineage[], truth: readonly string[][][]): Agreement {
  const agreement: Agreement = { columns: 0, equal: 0, withInfluences: 0, different: [] };
  asked.queries.forEach((query, index) => {
    traced(found[index]).columns.forEach((column, ordinal) => {
      agreement.columns += 1;
      const direct = new Set(column.direct.map((source) => columnName(asked, source)));
      const all = new Set([...direct, ...column.indirect.map((source) => columnName(asked, source))]);
      const theirs = truth[index]?.[ordinal] ?? [];
      const missed = [...direct].filter((source) => !theirs.includes(source));
      if (missed.length === 0 && theirs.length === direct.size) agreement.equal += 1;
      else if (missed.length === 0 && theirs.every((source) => all.has(source))) agreement.withInfluences += 1;
      else
        agreement.different.push(
          `${query.name} column ${ordinal}: ${[...direct].join(' ')} / sqlglot ${theirs.join(' ')}`,
        );
    });
  });
  return agreement;
}

function traced(lineage: StatementLineage | undefined): ColumnLineage {
  if (!lineage || 'untraced' in lineage) throw new Error(lineage?.untraced ?? 'no answer');
  return lineage;
}

function sources({ columns, rows }: ColumnLineage): InputColumn[] {
  return [...columns.flatMap(({ direct, indirect }) => [...direct, ...indirect]), ...rows];
}

function columnName({ tables }: Benchmark, { input, column }: InputColumn): string {
  const table = tables[input];
  return `${table?.name ?? '?'}.${table?.columns[column]?.name ?? '?'}`;
}
