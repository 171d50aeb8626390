import type { KeptRelation } from '../ports';
import type { JobRun } from '../run/job-run';
import { showExisting, withReferences } from './check';
import { showRows, type Pending } from './checking';
import { mark, reasonsSql } from './divert';
import { identifier } from './quote';
import { rulesOf } from './rules';
import { NUMBERED } from './shown';
import { subjectOf } from './subject';
import { suspects } from './suspects';

/**
 * Holds rows against the row rules of their contract without diverting any. Gives a query, for the run's scope, of `id`
 * and `reasons` of those that a commit of all would divert, or that would stop it; undefined where there are none. The
 * column `id` is no part of a row; a row without one is judged with the others and not told.
 */
export async function judgeAgain(
  run: JobRun,
  pending: Pending,
  rows: KeptRelation,
  id: string,
): Promise<string | undefined> {
  const subject = subjectOf(run.context, run.address, pending.schema);
  if (!subject) return undefined;
  const rules = rulesOf(subject);
  if (rules.action === 'warn') return undefined;
  const parts = { run, pending, subject, rules: { ...rules, action: 'quarantine' as const } };
  const known = { ...parts, existing: await showExisting(run, pending) };
  await showRows({ ...known, references: [] }, rows);
  const checking = await withReferences(known);
  const { marks, rows: broken } = await mark(checking, rows, await suspects(checking, rows));
  if (broken === 0) return undefined;
  const own = `r.${identifier(id)}`;
  return `SELECT ${own} AS id, m.reasons FROM "${NUMBERED}" r JOIN (${reasonsSql(checking)}) m ON r.${marks.number} = m."#n" WHERE ${own} IS NOT NULL`;
}
