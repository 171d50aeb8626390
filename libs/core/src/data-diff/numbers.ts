import type { Scope } from '../ports';

/** The one row of a query, its values as text. */
export async function oneRow(scope: Scope, sql: string): Promise<(string | null)[]> {
  const names = await scope.query(sql);
  const [row = []] = await scope.rows(names, 1);
  return row;
}

/** The one row of a query whose values are whole numbers; NULL is 0. */
export async function numbers(scope: Scope, sql: string): Promise<number[]> {
  return (await oneRow(scope, sql)).map((value) => Number(value ?? 0));
}
