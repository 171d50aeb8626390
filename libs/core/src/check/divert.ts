import { freeName } from '../model/free-name';
import type { KeptRelation, StagedRelation } from '../ports';
import { addQuarantine, quarantineFile } from '../run/ingest';
import type { Checking } from './checking';
import { refusedSql } from './key-rule';
import { one } from './measure';
import { orphan } from './foreign-key';
import { followOrphans } from './own-keys';
import { Marks } from './marks';
import type { Broken } from './suspects';
import { identifier, literal } from './quote';
import { BACK, MARKS, NUMBERED, STAGED } from './shown';
import { stageRows } from './unwritten';

/** The rows that break row rules, and how many break each. */
export interface Marked {
  /** Every mark, by number. */
  marks: Marks;
  /** By the rule's place: `rules.rows`, then `rules.keys`, then `rules.foreignKeys`. */
  counts: Map<number, number>;
  /** Rows that break any rule. */
  rows: number;
  /** A condition that is true for the rows among NUMBERED, where those are not all; false or null for the others. */
  apart?: string;
}

/** The file and the rule's name in the quarantine; no step can have a name with a hyphen. */
export const ROW_RULES = 'contract-rows';

/**
 * Marks every row that breaks a rule, by its number in the staged files, as MARKS of the scope. Duplicates are judged
 * last: of rows with one key the first that breaks nothing else stays. Rows that are left without the row of this table
 * that their key leads to go as well.
 */
export async function mark(checking: Checking, staged: KeptRelation, broken: Broken): Promise<Marked> {
  const { rules, run, references } = checking;
  const keyPlace = rules.rows.length;
  const orphanPlace = keyPlace + rules.keys.length;
  const conditions = [
    ...rules.rows.flatMap((rule, place) => (broken.rows[place] ? [{ place, broken: rule.broken }] : [])),
    ...rules.foreignKeys.flatMap((rule, index) =>
      broken.foreignKeys[index] ? [{ place: orphanPlace + index, broken: orphan(rule, references[index] ?? '') }] : [],
    ),
  ];
  const marks = await Marks.of(checking, staged);
  // A scan for each: the engine leaves out the parts of a file that its statistics clear of one condition.
  const found = conditions.map(
    (condition) =>
      `SELECT ${marks.number} AS "#n", ${condition.place} AS place FROM "${NUMBERED}" WHERE ${condition.broken}`,
  );
  if (found.length > 0) await marks.add(found.join(' UNION ALL '));
  await followOrphans(checking, marks, orphanPlace);
  for (const [index, rule] of rules.keys.entries()) {
    const key = broken.keys[index];
    if (!key) continue;
    const refused = refusedSql(rule.columns, marks, key);
    await marks.add(`SELECT "#n", ${keyPlace + index} AS place FROM (${refused})`);
  }
  await followOrphans(checking, marks, orphanPlace);
  const counts = await run.scope.rows(
    await run.scope.query(`SELECT place, count(*) FROM "${MARKS}" GROUP BY place`),
    Number.MAX_SAFE_INTEGER,
  );
  return {
    marks,
    counts: new Map(counts.map(([place, rows]) => [Number(place), Number(rows)])),
    rows: await one(run.scope, `SELECT count(DISTINCT "#n") FROM "${MARKS}"`),
  };
}

/** Keeps the marked rows in a quarantine file that the commit, or the pending state, lists: one entry a row, with all its reasons. */
export async function quarantineMarked(checking: Checking, { marks }: Marked): Promise<number> {
  const { run, pending } = checking;
  const reasonsColumn = freeName('#reasons', pending.schema);
  const refused = await run.scope.query(
    `SELECT ${names(checking, 'r.')}, m.reasons AS ${identifier(reasonsColumn)} FROM "${NUMBERED}" r JOIN (${reasonsSql(checking)}) m ON r.${marks.number} = m."#n"`,
  );
  const rows = await run.scope.quarantine(refused, {
    file: await quarantineFile(run, ROW_RULES),
    run: run.run,
    rule: ROW_RULES,
    reason: '',
    reasonsColumn,
  });
  addQuarantine(run, ROW_RULES, rows);
  return rows;
}

/** The rows without the marked ones, staged in new files. */
export async function unmarked(checking: Checking, rows: KeptRelation, marked: Marked): Promise<StagedRelation> {
  const { scope } = checking.run;
  const list = names(checking);
  const { apart, marks } = marked;
  const unmarkedSql = `SELECT ${list} FROM "${NUMBERED}" WHERE ${marks.unmarked}`;
  const left = rows.rows - marked.rows;
  if (apart === undefined) return stageRows(checking, unmarkedSql, left);
  // Kept, so that no join is left in what is written: it would be written in any order.
  const back = await scope.keep(await scope.query(`${unmarkedSql} ORDER BY ${marks.number}`));
  await scope.name(BACK, back);
  const added = back.rows === 0 ? '' : ` UNION ALL SELECT ${list} FROM "${BACK}"`;
  return stageRows(checking, `SELECT ${list} FROM "${STAGED}" WHERE NOT coalesce(${apart}, false)${added}`, left);
}

/** A query for the number (`"#n"`) of each marked row and all its `reasons`, a list. */
export function reasonsSql(checking: Checking): string {
  const reasons = reasonsOf(checking).map((reason, place) => `WHEN ${place} THEN ${literal(reason)}`);
  return `SELECT "#n", list(CASE place ${reasons.join(' ')} END ORDER BY place) AS reasons FROM "${MARKS}" GROUP BY "#n"`;
}

/** Each begins with the rule's name, as `mesh checks` shows it. */
function reasonsOf({ rules }: Checking): string[] {
  return [
    ...rules.rows.map(({ name, reason }) => `${name}: ${reason}`),
    ...rules.keys.map(({ name, columns }) => `${name}: ${columns.map(({ path }) => path).join(', ')} is a duplicate`),
    ...rules.foreignKeys.map(
      ({ name, columns, words }) => `${name}: ${columns.map(({ path }) => path).join(', ')} is not in ${words}`,
    ),
  ];
}

function names({ pending }: Checking, row = ''): string {
  return pending.schema.map((field) => `${row}${identifier(field.name)}`).join(', ');
}
