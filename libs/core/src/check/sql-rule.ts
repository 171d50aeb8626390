import { MeshError, toMeshError } from '../errors';
import type { SqlRule } from '../model/quality';
import type { Scope } from '../ports';
import { findingOf } from '../run/query';
import { ruleName, ruleQuery } from './rule-query';

/** The one value that a rule's query gives, as text; null where it gives no row. Throws at the rule's place. */
export async function measureSql(scope: Scope, rule: SqlRule, table: string): Promise<string | null> {
  const query = ruleQuery(rule, table);
  try {
    const relation = await scope.query(query.text);
    if (relation.columns.length !== 1)
      throw new MeshError('CONFIG_INVALID', `gives ${relation.columns.length} columns instead of one value`);
    const rows = await scope.rows(relation, 2);
    if (rows.length > 1) throw new MeshError('CONFIG_INVALID', 'gives several rows instead of one value');
    return rows[0]?.[0] ?? null;
  } catch (error) {
    const failure = toMeshError(error);
    const finding = findingOf(failure.cause);
    throw new MeshError(failure.code, `the rule \`${ruleName(rule)}\`: ${failure.message}`, {
      position: finding?.offset === undefined ? rule.position : query.at(finding.offset),
      hint: finding?.hint ?? failure.hint,
      cause: error,
    });
  }
}
