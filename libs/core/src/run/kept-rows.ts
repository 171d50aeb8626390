import type { KeptRelation, Scope } from '../ports';

/** Rows that JavaScript holds at once. */
const PAGE = 5000;

/** Computes a query once and gives it a name. */
export async function keepNamed(scope: Scope, name: string, sql: string): Promise<KeptRelation> {
  const kept = await scope.keep(await scope.query(sql));
  await scope.name(name, kept);
  return kept;
}

/** The rows of a kept relation with a column `n`, some at a time, in its order; as texts. */
export async function* pages(
  scope: Scope,
  name: string,
  columns: string,
  condition = 'true',
): AsyncGenerator<(string | null)[][]> {
  let last = 0;
  for (;;) {
    const sql = `SELECT n, ${columns} FROM ${name} WHERE n > ${last} AND ${condition} ORDER BY n LIMIT ${PAGE}`;
    const rows = await scope.rows(await scope.query(sql), PAGE);
    if (rows.length > 0) yield rows.map(([, ...values]) => values);
    if (rows.length < PAGE) return;
    last = Number(rows.at(-1)?.[0]);
  }
}

/** The ids of a kept relation with columns `n` and `id`. */
export async function idsOf(scope: Scope, name: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of pages(scope, name, 'id')) for (const [id] of page) ids.push(id ?? '');
  return ids;
}
