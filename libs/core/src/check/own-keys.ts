import type { Checking } from './checking';
import { orphan, type ForeignKeyRule } from './foreign-key';
import type { Marks } from './marks';
import { identifier } from './quote';
import { EXISTING, NUMBERED, ORPHANS, STAYING } from './shown';

/** A key to the table itself, with its place among all rules. */
interface OwnKey {
  rule: ForeignKeyRule;
  place: number;
}

/**
 * A row that is diverted takes with it those whose key led to it alone, as often as that happens. `firstPlace` is that of
 * the first foreign key among all rules.
 */
export async function followOrphans(checking: Checking, marks: Marks, firstPlace: number): Promise<void> {
  const { rules, run, existing } = checking;
  const keys = rules.foreignKeys.flatMap((rule, index) =>
    rule.target === undefined ? [{ rule, place: firstPlace + index }] : [],
  );
  if (rules.action !== 'quarantine' || keys.length === 0) return;
  const staying = `SELECT * EXCLUDE (${marks.number}) FROM "${NUMBERED}" WHERE ${marks.unmarked}`;
  const whole = existing === undefined ? staying : `SELECT * FROM "${EXISTING}" UNION ALL BY NAME ${staying}`;
  for (;;) {
    await run.scope.name(STAYING, await run.scope.query(whole));
    const orphans = await run.scope.keep(await run.scope.query(orphansSql(marks, keys)));
    if (orphans.rows === 0) return;
    await run.scope.name(ORPHANS, orphans);
    await marks.add(descendantsSql(marks, keys, existing !== undefined));
  }
}

function orphansSql(marks: Marks, keys: readonly OwnKey[]): string {
  const found = keys.map(
    ({ rule, place }) =>
      `SELECT ${marks.number} AS "#n", ${place} AS place FROM "${NUMBERED}" WHERE ${marks.unmarked} AND ${orphan(rule, STAYING)}`,
  );
  return found.join(' UNION ALL ');
}

/**
 * ORPHANS and all rows below them, once each. It follows keys that one row has; a row whose key several had is an orphan
 * of the next turn, if all of them are gone by then.
 */
function descendantsSql(marks: Marks, keys: readonly OwnKey[], existing: boolean): string {
  const steps = keys.map(({ rule, place }) => stepSql(marks, rule, place, existing));
  return (
    `WITH RECURSIVE steps AS MATERIALIZED (${steps.join(' UNION ALL ')}), lost AS (` +
    `SELECT "#n", place FROM "${ORPHANS}" UNION SELECT steps.below, steps.place FROM lost JOIN steps ON steps.above = lost."#n") ` +
    'SELECT "#n", min(place) AS place FROM lost GROUP BY "#n"'
  );
}

/** Numbers of the only row with a key (`above`) and of each row that leads to it (`below`). */
function stepSql({ number, unmarked }: Marks, rule: ForeignKeyRule, place: number, existing: boolean): string {
  const to = rule.relationship.to.map(({ column }) => identifier(column));
  const named = (columns: readonly string[]): string =>
    columns.map((column, index) => `${column} AS k${index}`).join(', ');
  const present = to.map((column) => `${column} IS NOT NULL`).join(' AND ');
  const elsewhere = `SELECT ${to.length === 1 ? to.join() : `(${to.join(', ')})`} FROM "${EXISTING}" WHERE ${present}`;
  const above =
    `SELECT min(${number}) AS above, ${named(to)} FROM "${NUMBERED}" WHERE ${unmarked} AND ${present}` +
    `${existing ? ` AND (${to.join(', ')}) NOT IN (${elsewhere})` : ''} GROUP BY ${to.join(', ')} HAVING count(*) = 1`;
  const below = `SELECT ${number} AS below, ${named(rule.columns.map(({ sql }) => sql))} FROM "${NUMBERED}" WHERE ${unmarked}`;
  return `SELECT above, below, ${place} AS place FROM (${above}) JOIN (${below}) USING (${to.map((_, index) => `k${index}`).join(', ')})`;
}
