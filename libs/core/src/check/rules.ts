import { isEnforced } from '../contract/lifecycle';
import type { LibraryRule, QualityRule, SqlRule } from '../model/quality';
import { freshnessRules, type FreshnessRule } from './freshness';
import { foreignKeyRules, type ForeignKeyRule } from './foreign-key';
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
    rows: columns.flatMap(rowRules),
    keys: keyRules(columns),
    foreignKeys: foreignKeyRules(subject),
    action: enforced ? brokenRowAction(object) : 'warn',
    freshness: freshnessRules(subject),
    enforced,
    staleFails:
      enforced && object.customProperties.some(({ property, value }) => property === 'onStale' && value === 'fail'),
    library: quality.filter((rule) => rule.type === 'library'),
    sql: quality.filter((rule) => rule.type === 'sql'),
  };
}
