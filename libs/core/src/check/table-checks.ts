import type { CheckOutcome } from '../model/check';
import type { SlaProperty } from '../model/contract';
import type { LibraryRule, QualityRule, SqlRule } from '../model/quality';
import type { Position } from '../model/issue';
import { satisfies, spellComparison } from './compare';
import { reasonOnly, wholeName, type Checking } from './checking';
import type { FreshnessRule } from './freshness';
import { one, type Measured } from './measure';
import { measureSql } from './sql-rule';

/** An outcome with the place of its rule. */
export interface Placed {
  outcome: CheckOutcome;
  position: Position;
}

/** Judges the table as the commit would leave it. */
export async function checkTable(checking: Checking, measured: Measured): Promise<Placed[]> {
  const { rules } = checking;
  const placed: Placed[] = rules.freshness.map((rule, index) =>
    freshness(checking, rule, measured.newest[index] ?? null),
  );
  for (const [index, rule] of rules.library.entries())
    placed.push({ outcome: await library(checking, rule, measured, index), position: rule.position });
  for (const rule of rules.sql) {
    placed.push({ outcome: await sql(checking, rule), position: rule.position });
  }
  for (const rule of rules.custom)
    placed.push({ outcome: unchecked(rule, `it is a rule of ${rule.engine}`), position: rule.position });
  for (const { sla, why } of rules.uncheckedSla)
    placed.push({ outcome: uncheckedLevel(sla, why), position: sla.position });
  return placed;
}

/** A query that does not run stops an enforced contract; of another one it is told. */
async function sql(checking: Checking, rule: SqlRule): Promise<CheckOutcome> {
  const { run } = checking;
  if (!rule.comparison) return unchecked(rule, 'it compares with nothing');
  try {
    return judge(rule, await measureSql(run.scope, rule, wholeName(checking)), 0);
  } catch (error) {
    const why = reasonOnly(checking, error);
    if (why === undefined) throw error;
    return unchecked(rule, why);
  }
}

async function library(
  checking: Checking,
  rule: LibraryRule,
  measured: Measured,
  index: number,
): Promise<CheckOutcome> {
  const metric = measured.metrics[index];
  if (!rule.comparison) return unchecked(rule, 'it compares with nothing');
  if (!metric || metric.by === 'nothing') return unchecked(rule, metric?.why ?? 'it measures nothing');
  const whole = measured.total + (checking.existing ?? 0);
  if (metric.by === 'rows') return judge(rule, String(whole), 0);
  const rows = metric.by === 'key' ? await one(checking.run.scope, metric.count) : (measured.conditions[index] ?? 0);
  const of = metric.by === 'key' ? whole : measured.total;
  return judge(rule, rule.unit === 'percent' ? String(of === 0 ? 0 : (rows * 100) / of) : String(rows), rows);
}

function judge(rule: QualityRule, value: string | null, rows: number): CheckOutcome {
  const comparison = 'comparison' in rule ? rule.comparison : undefined;
  if (!comparison) return unchecked(rule, 'it compares with nothing');
  const unit = 'unit' in rule && rule.unit === 'percent' ? ' percent' : '';
  const fits = satisfies(value, comparison);
  return {
    ...about(rule),
    status: fits ? 'passed' : rule.severity === 'fail' ? 'failed' : 'warned',
    measured: value,
    expected: `${spellComparison(comparison)}${unit}`,
    rows,
  };
}

function unchecked(rule: QualityRule, why: string): CheckOutcome {
  return { ...about(rule), status: 'unchecked', measured: null, expected: why, rows: 0 };
}

function uncheckedLevel({ property, element }: SlaProperty, why: string): CheckOutcome {
  return {
    name: [property, ...element].join(' '),
    kind: 'sla',
    severity: 'warn',
    status: 'unchecked',
    measured: null,
    expected: why,
    rows: 0,
  };
}

function about(rule: QualityRule): Pick<CheckOutcome, 'name' | 'kind' | 'column' | 'severity'> {
  const what = rule.type === 'library' ? rule.metric : rule.type;
  const name = rule.name ?? rule.id ?? (rule.column === undefined ? what : `${what} ${rule.column}`);
  return {
    name,
    kind: rule.type === 'sql' || rule.type === 'custom' ? rule.type : 'library',
    ...(rule.column !== undefined && { column: rule.column }),
    severity: rule.severity,
  };
}

/** Stale rows are newer than those of the version before: they warn, unless the contract says `onStale: fail`. */
function freshness(
  { run, rules }: Checking,
  { sla, column, limit, expected }: FreshnessRule,
  newest: number | null,
): Placed {
  const fresh = newest !== null && run.context.host.now().getTime() - newest <= limit;
  const severity = rules.staleFails ? 'fail' : 'warn';
  const measured = newest === null ? null : new Date(newest).toISOString();
  const status = fresh ? 'passed' : severity === 'fail' ? 'failed' : 'warned';
  return {
    outcome: {
      name: `${sla.property} ${column.path}`,
      kind: 'freshness',
      column: column.path,
      severity,
      status,
      measured,
      expected,
      rows: 0,
    },
    position: sla.position,
  };
}
