import { isEnforced } from '../contract/lifecycle';
import { wholeTableNames } from '../check/table-names';
import { ruleQuery, type RuleQuery } from '../check/rule-query';
import { MeshError } from '../errors';
import { contractSchema, type ContractProperty } from '../model/contract';
import type { Dataset, SqlText } from '../model/job';
import type { QualityRule, SqlRule } from '../model/quality';

/** The query of a contract's `sql` rule, as it is asked. */
export interface RuleStatement {
  dataset: Dataset;
  rule: SqlRule;
  /** Its position is the rule's; `query` knows those inside. */
  sql: SqlText;
  query: RuleQuery;
  /** Bare names that stand for the dataset's own table, in lower case. */
  own: ReadonlySet<string>;
  /** Whether a rule that does not run stops the dataset. */
  enforced: boolean;
}

/** Every `sql` rule that a dataset's contract has checked: those of the table, then those of its columns. */
export function ruleStatementsOf(dataset: Dataset): RuleStatement[] {
  const { contract } = dataset;
  const object = contract && contractSchema(contract);
  if (!contract || !object) return [];
  const table = dataset.address.dataset;
  const own = new Set(['input', ...wholeTableNames(contract, object)]);
  const rules = [...object.quality, ...object.properties.flatMap((property) => columnRules(property))];
  return rules.flatMap((rule) => {
    if (rule.type !== 'sql' || !rule.comparison) return [];
    const query = queryOf(rule, table);
    if (!query) return [];
    const sql = { text: query.text, position: rule.position };
    return [{ dataset, rule, sql, query, own, enforced: isEnforced(contract) }];
  });
}

/** Those of a column and of its fields, as rules of the column at that path. */
function columnRules(property: ContractProperty, parent?: string): QualityRule[] {
  const path = parent === undefined ? property.name : `${parent}.${property.name}`;
  const own = property.quality.map((rule) => ({ ...rule, column: path }));
  return [...own, ...property.properties.flatMap((field) => columnRules(field, path))];
}

/** Undefined where a placeholder stands for nothing; reading the contract says so. */
function queryOf(rule: SqlRule, table: string): RuleQuery | undefined {
  try {
    return ruleQuery(rule, table);
  } catch (error) {
    if (error instanceof MeshError) return undefined;
    throw error;
  }
}
