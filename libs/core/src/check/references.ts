import { MeshError } from '../errors';
import { missingColumn } from './foreign-key';
import type { Checking } from './checking';
import { referenced, WHOLE } from './shown';
import { datasetOf } from './subject';

/**
 * Makes the tables that foreign keys lead to readable: at the version that the job read, else at the last one. Returns
 * their names. Throws REFERENCE_UNKNOWN and TABLE_MISSING at the key's place.
 */
export async function showReferences(checking: Omit<Checking, 'references'>): Promise<string[]> {
  const { run, rules, pending, subject } = checking;
  const names: string[] = [];
  for (const [index, rule] of rules.foreignKeys.entries()) {
    const { position } = rule.relationship;
    if (rule.target === undefined) {
      const lacking = missingColumn(rule, subject.fields);
      if (lacking !== undefined)
        throw new MeshError('REFERENCE_UNKNOWN', `the table has no column ${lacking}`, { position });
      names.push(WHOLE);
      continue;
    }
    const dataset = datasetOf(run.context, rule.target);
    if (!dataset)
      throw new MeshError('REFERENCE_UNKNOWN', `the foreign key leads to ${rule.target}, which is no dataset`, {
        position,
      });
    const table = run.context.lakehouse.table(dataset.location);
    const given = run.context.given?.get(rule.target);
    if (!given && !(await table.head()))
      throw new MeshError('TABLE_MISSING', `the foreign key leads to ${rule.target}, which has no table yet`, {
        position,
        hint: `Build it: mesh run +${rule.target}`,
      });
    const scan = given ?? (await table.scan(pending.inputs[rule.target]));
    const lacking = missingColumn(rule, scan.schema);
    if (lacking !== undefined)
      throw new MeshError('REFERENCE_UNKNOWN', `${rule.target} has no column ${lacking}`, { position });
    const name = referenced(index);
    await run.scope.name(name, await run.scope.table(scan));
    names.push(name);
  }
  return names;
}
