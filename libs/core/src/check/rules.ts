import { isEnforced } from '../contract/lifecycle';
import type { CustomRule, LibraryRule, QualityRule, SqlRule } from '../model/quality';
import type { SlaProperty } from '../model/contract';
import { freshnessRules, staleFails, uncheckedSla, type FreshnessRule } from './freshness';
import { foreignKeyRules, type ForeignKeyRule } from './foreign-key';
import { itemRules } from './item-rules';
import { keyRules, type KeyRule } from './key-rule';
import { brokenRowAction, rowRules, type BrokenRowAction, type RowRule } from './row-rule';
import type { Subject } from './subject';

/** Everything that a contract demands of a table's rows. */
export interface Rules {
  /** false: nothing stops a commit or diverts a row; what breaks a rule is reported. */
  enforced: boolean;
  rows: RowRule[];
  keys: KeyRule[];
  foreignKeys: ForeignKeyRule[];
  /** What happens to a row that breaks one of the above. */
  action: BrokenRowAction;
  freshness: FreshnessRule[];
  /** Whether stale rows stop the commit: custom property `onStale: fail`. */
  staleFails: boolean;
  library: LibraryRule[];
  sql: SqlRule[];
  /** What is demanded and not checked: rules of other engines, service levels. */
  custom: CustomRule[];
  uncheckedSla: { sla: SlaProperty; why: string }[];
}

export function rulesOf(subject: Subject): Rules {
  const { object, columns } = subject;
  const enforced = isEnforced(subject.contract);
  const all: QualityRule[] = [
    ...object.quality,
    ...columns.flatMap((column) => column.property.quality.map((rule) => ({ ...rule, column: column.path }))),
  ];
  const quality = enforced ? all : all.map((rule) => ({ ...rule, severity: 'warn' as const }));
  return {
    rows: columns.flatMap((column) => [...rowRules(column), ...itemRules(column)]),
    keys: keyRules(columns),
    foreignKeys: foreignKeyRules(subject),
    action: enforced ? brokenRowAction(object) : 'warn',
    freshness: freshnessRules(subject),
    enforced,
    staleFails: enforced && staleFails(object),
    library: quality.filter((rule) => rule.type === 'library'),
    sql: quality.filter((rule) => rule.type === 'sql'),
    custom: quality.filter((rule) => rule.type === 'custom'),
    uncheckedSla: uncheckedSla(subject),
  };
}
