import { randomUUID } from 'node:crypto';
import { MeshError } from '../errors';
import type { MeshContext } from '../mesh';
import type { Field } from '../model/schema';
import type { KeptRelation, StagedRelation, SteadyRelation } from '../ports';
import type { Checking } from './checking';
import { held, valuesSql } from './key-rule';
import { literal } from './quote';
import { rulesOf } from './rules';
import { lostKeys, STAGED } from './shown';
import { subjectOf } from './subject';
import type { BrokenLinks } from './suspects';
import { valueFilter } from './value-filter';

/**
 * Whether the rows of a dataset's table can be judged before they are written, where they are steady: its contract has
 * rules about rows, none that needs a join, and no key that leads to the table itself, for which all rows need numbers.
 */
export function judgedUnwritten(context: MeshContext, address: string, fields: Field[]): boolean {
  const subject = subjectOf(context, address, fields);
  if (!subject) return false;
  const { rows, keys, foreignKeys } = rulesOf(subject);
  const any = rows.length + keys.length + foreignKeys.length > 0;
  return any && !rows.some(({ joins }) => joins) && foreignKeys.every(({ target }) => target !== undefined);
}

export function isSteady(rows: KeptRelation): rows is SteadyRelation {
  return 'steady' in rows;
}

/** Writes the rows, and stops at the first that breaks a rule of its own: undefined then. */
export async function stageUnbroken(checking: Checking, rows: SteadyRelation): Promise<StagedRelation | undefined> {
  const broken = `broken row ${randomUUID()}`;
  const conditions = checking.rules.rows.map((rule) => `(${rule.broken})`);
  if (conditions.length === 0) return stageRows(checking, `SELECT * FROM "${STAGED}"`, rows.rows);
  const stop = `CASE WHEN ${conditions.join(' OR ')} THEN error(${literal(broken)}) ELSE true END`;
  try {
    return await stageRows(checking, `SELECT * FROM "${STAGED}" WHERE ${stop}`, rows.rows);
  } catch (error) {
    if (error instanceof MeshError && error.message.includes(broken)) return undefined;
    throw error;
  }
}

/** Writes what a query gives into new files of the table. Throws BUG where that are not so many rows. */
export async function stageRows({ run, pending }: Checking, sql: string, rows: number): Promise<StagedRelation> {
  const { location: directory, partitionBy } = pending.destination;
  const relation = await run.scope.query(sql);
  const staged = await run.scope.stage(relation, { directory, schema: pending.schema, partitionBy });
  staged.files.forEach((file) => run.written.add(file.path));
  if (staged.rows !== rows) throw new MeshError('BUG', `${rows} rows were to be written, and ${staged.rows} were`);
  return staged;
}

/**
 * By a rule's place (`rules.rows`, then `rules.keys`, then `rules.foreignKeys`): true for the rows that its judgement needs,
 * and for few others; undefined where it needs none.
 */
export async function conditionsOf(checking: Checking, links: BrokenLinks): Promise<(string | undefined)[]> {
  const { rules, run } = checking;
  const conditions: (string | undefined)[] = rules.rows.map(({ broken }) => broken);
  for (const [index, { columns }] of rules.keys.entries()) {
    const key = links.keys[index];
    const values = [
      ...(key?.repeated === undefined ? [] : [`SELECT * FROM "${key.repeated}"`]),
      ...(key?.held ? [valuesSql(columns, held(columns))] : []),
    ].join(' UNION ');
    conditions.push(values === '' ? undefined : await valueFilter(run.scope, columns, values));
  }
  for (const [index, { columns }] of rules.foreignKeys.entries()) {
    const values = `SELECT * FROM "${lostKeys(index)}"`;
    conditions.push(links.foreignKeys[index] ? await valueFilter(run.scope, columns, values) : undefined);
  }
  return conditions;
}
