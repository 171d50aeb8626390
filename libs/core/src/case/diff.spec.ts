import type { Relation, Scope } from '../ports';
import { field } from '../model/schema';
import { diffOrdered, diffRows } from './diff';

type Row = (string | null)[];
interface Rows extends Relation {
  rows: Row[];
}

const COLUMNS = [field('id', 'long'), field('name', 'string')];
const relation = (...rows: Row[]): Rows => ({ id: '', columns: COLUMNS, rows });

/** A scope that knows the two queries of a comparison. */
function scope(): Scope {
  const named = new Map<string, Row[]>();
  const key = (row: Row): string => JSON.stringify(row);
  const except = (left: Row[], right: Row[]): Row[] => {
    const rest = right.map(key);
    return left.filter((row) => {
      const at = rest.indexOf(key(row));
      if (at >= 0) rest.splice(at, 1);
      return at < 0;
    });
  };
  const known = {
    name: async (name: string, { rows }: Rows) => void named.set(name, rows),
    query: async (sql: string) => {
      const [, left = '', right = ''] = /FROM (\w+) EXCEPT ALL SELECT \* FROM (\w+)/.exec(sql) ?? [];
      return relation(...except(named.get(left) ?? [], named.get(right) ?? []));
    },
    count: async ({ rows }: Rows) => rows.length,
    rows: async ({ rows }: Rows, limit: number) => rows.slice(0, limit),
  };
  return known as unknown as Scope;
}

const many = (from: number, count: number): Row[] =>
  Array.from({ length: count }, (_, n) => [String(from + n), `row ${from + n}`]);

describe('diffRows', () => {
  it('is nothing for the same rows in another order', async () => {
    expect(await diffRows(scope(), relation(['1', 'a'], ['2', 'b']), relation(['2', 'b'], ['1', 'a']))).toBeUndefined();
  });

  it('counts repetition', async () => {
    const diff = await diffRows(scope(), relation(['1', 'a'], ['1', 'a']), relation(['1', 'a']));
    expect(diff?.rows).toEqual([{ kind: 'unexpected', cells: ['1', 'a'] }]);
  });

  it('shows a row as changed where half of its cells agree, else as missing and unexpected', async () => {
    const diff = await diffRows(scope(), relation(['1', 'x'], ['3', null]), relation(['1', 'a'], ['2', 'b']));
    expect(diff).toEqual({
      columns: ['id', 'name'],
      rows: [
        { kind: 'changed', cells: ['1', 'x'], expected: ['1', 'a'] },
        { kind: 'missing', cells: ['2', 'b'] },
        { kind: 'unexpected', cells: ['3', null] },
      ],
      truncated: 0,
    });
  });

  it('lists the first fifty of each side and counts the rest', async () => {
    const diff = await diffRows(scope(), relation(...many(0, 60)), relation(...many(100, 70)));
    expect([diff?.rows.length, diff?.truncated]).toEqual([100, 30]);
  });
});

describe('diffOrdered', () => {
  it('is nothing for the same rows in the same order', async () => {
    expect(await diffOrdered(scope(), relation(['1', null]), relation(['1', null]))).toBeUndefined();
  });

  it('shows what stands at another place, what is missing and what is too many', async () => {
    const swapped = await diffOrdered(
      scope(),
      relation(['2', 'b'], ['1', 'a']),
      relation(['1', 'a'], ['2', 'b'], ['3', 'c']),
    );
    expect(swapped?.rows.map(({ kind }) => kind)).toEqual(['changed', 'changed', 'missing']);
    const longer = await diffOrdered(scope(), relation(['1', 'a'], ['2', 'b']), relation(['1', 'a']));
    expect(longer?.rows).toEqual([{ kind: 'unexpected', cells: ['2', 'b'] }]);
  });

  it('tells a null from its text', async () => {
    expect((await diffOrdered(scope(), relation(['1', null]), relation(['1', 'null'])))?.rows).toHaveLength(1);
  });

  it('lists fifty and counts the rest', async () => {
    const diff = await diffOrdered(scope(), relation(), relation(...many(0, 70)));
    expect([diff?.rows.length, diff?.truncated]).toEqual([50, 20]);
  });
});
