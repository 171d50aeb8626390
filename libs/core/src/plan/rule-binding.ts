import { ruleName } from '../check/rule-query';
import { didYouMean } from '../config/suggestion';
import type { Issue } from '../model/issue';
import type { Field } from '../model/schema';
import type { SqlFinding } from '../ports';
import type { Analyses } from './analysis';
import type { KnownColumns, StatementBinder } from './binding';
import { ruleStatementsOf, type RuleStatement } from './contract-rules';
import { privateTables } from './statements';
import type { Dataset } from '../model/job';

/** A rule's query that binds, and on what. */
export interface BoundRule {
  statement: RuleStatement;
  /** Columns by the name in the query, in order of appearance. */
  inputs: ReadonlyMap<string, Field[]>;
}

/** What is known when the rules of a dataset are bound. */
export interface RuleSurroundings {
  binder: StatementBinder;
  analyses: Analyses;
  /** Of every dataset that comes before, and of this one. */
  columns: KnownColumns;
  /** Datasets with the columns that only their contracts leave out, which is told there. */
  undeclared: ReadonlyMap<string, Field[]>;
  /** Addresses that the dataset's jobs read: its rules may read no others. */
  reads: readonly string[];
  /** Every address of the workspace. */
  known: ReadonlyMap<string, Dataset>;
  /** Columns that the table has besides, from earlier jobs; asked for only where a rule does not bind. */
  kept(): Promise<Field[]>;
}

/** Binds the queries of a dataset's contract over empty tables. Findings have the place in the contract. */
export async function bindRules(
  dataset: Dataset,
  around: RuleSurroundings,
): Promise<{ bound: BoundRule[]; issues: Issue[] }> {
  const bound: BoundRule[] = [];
  const issues: Issue[] = [];
  for (const statement of ruleStatementsOf(dataset)) {
    const result = await bindRule(statement, around);
    if ('inputs' in result) bound.push(result);
    else issues.push(...result.map((finding) => ruleIssue(statement, finding)));
  }
  return { bound, issues };
}

type RuleFinding = Pick<Issue, 'code' | 'message' | 'hint'> & { offset?: number };

async function bindRule(statement: RuleStatement, around: RuleSurroundings): Promise<BoundRule | RuleFinding[]> {
  const { dataset, rule, sql, own } = statement;
  const analysis = around.analyses.get(sql.text);
  const columns = around.columns.get(dataset.id);
  if (!analysis) return [];
  if (analysis.findings.length > 0) return analysis.findings;
  const unknown = analysis.tables.flatMap((table) => unreadable(table, statement, around) ?? []);
  if (unknown.length > 0) return unknown;
  const column = rule.column?.split('.')[0];
  // A column that the dataset does not give is told as such.
  if (!columns || (column !== undefined && !columns.some(({ name }) => name === column))) return [];
  const inputsWith = (table: Field[], also: RuleSurroundings['undeclared']): Map<string, Field[]> | undefined => {
    const inputs = new Map<string, Field[]>();
    for (const { name } of analysis.tables) {
      const isOwn = own.has(name.toLowerCase());
      const fields = name.includes('.') ? (also.get(name) ?? around.columns.get(name)) : isOwn ? table : undefined;
      if (!fields) return undefined;
      inputs.set(name, fields);
    }
    return inputs;
  };
  const inputs = inputsWith(columns, new Map());
  if (!inputs) return [];
  const binding = await around.binder.bind(sql.text, inputs);
  if ('columns' in binding) return oneValue(binding.columns) ?? { statement, inputs };
  const kept = (await around.kept()).filter(
    ({ name }) => !columns.some((one) => one.name.toLowerCase() === name.toLowerCase()),
  );
  const isWider = kept.length > 0 || around.undeclared.size > 0;
  const wider = isWider ? inputsWith([...columns, ...kept], around.undeclared) : undefined;
  if (wider && 'columns' in (await around.binder.bind(sql.text, wider))) return { statement, inputs: wider };
  return [binding.finding, ...(binding.more ?? [])];
}

function oneValue(columns: readonly Field[]): RuleFinding[] | undefined {
  if (columns.length === 1) return undefined;
  return [
    {
      code: 'CONFIG_INVALID',
      message: `gives ${columns.length} columns instead of one value`,
      hint: 'Select one value, such as count(*).',
    },
  ];
}

/** Why a rule cannot read a table. Steps and private tables of the job are not looked into. */
function unreadable(
  { name, offset }: { name: string; offset: number },
  { dataset, own }: RuleStatement,
  { reads, known }: RuleSurroundings,
): RuleFinding | undefined {
  if (!name.includes('.')) {
    const steps = dataset.jobs.at(-1)?.steps.map((step) => step.name) ?? [];
    const others = [...steps, ...privateTables(dataset, dataset.jobs.length)];
    if (own.has(name.toLowerCase()) || others.includes(name)) return undefined;
    const hint =
      didYouMean(name, own) ?? 'The table is ${object}, its new rows are input; other datasets have three parts.';
    return { code: 'REFERENCE_UNKNOWN', message: `there is no table \`${name}\``, hint, offset };
  }
  if (reads.includes(name)) return undefined;
  if (name === dataset.id)
    return {
      code: 'REFERENCE_UNKNOWN',
      message: `\`${name}\` is not there yet when its rules are checked`,
      hint: 'Write ${object} for the table as the commit leaves it.',
      offset,
    };
  if (!known.has(name)) {
    const hint = didYouMean(name, known.keys());
    return { code: 'REFERENCE_UNKNOWN', message: `there is no dataset \`${name}\``, ...(hint && { hint }), offset };
  }
  return {
    code: 'REFERENCE_UNKNOWN',
    message: `no job of ${dataset.id} reads \`${name}\`, so its rules cannot either`,
    hint: 'Move the rule to a dataset that is made from both.',
    offset,
  };
}

function ruleIssue({ dataset, rule, query, enforced }: RuleStatement, finding: RuleFinding | SqlFinding): Issue {
  return {
    code: finding.code,
    severity: enforced ? 'error' : 'warning',
    message: `the rule \`${ruleName(rule)}\`: ${finding.message}`,
    ...(finding.hint && { hint: finding.hint }),
    position: finding.offset === undefined ? rule.position : query.at(finding.offset),
    address: dataset.id,
  };
}
