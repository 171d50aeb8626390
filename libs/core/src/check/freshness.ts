import { unitOf } from '../contract/time-unit';
import type { ContractObject, SlaProperty } from '../model/contract';
import type { Column } from './column';
import type { Subject } from './subject';

/** How old the newest value of a column may be. */
export interface FreshnessRule {
  sla: SlaProperty;
  column: Column;
  /** Milliseconds. */
  limit: number;
  /** `at most 2 d old`. */
  expected: string;
}

/** From `freshness` and `latency` of the contract's SLA that name a date or timestamp column of the table (`table.column`). */
export function freshnessRules({ contract, object, columns }: Subject): FreshnessRule[] {
  return contract.slaProperties.flatMap((sla) => {
    if (sla.property !== 'freshness' && sla.property !== 'latency') return [];
    const unit = unitOf(sla.unit ?? 'd');
    const value = Number(sla.value);
    if (unit === undefined || sla.value === null || !Number.isFinite(value)) return [];
    return sla.element.flatMap((element) => {
      const column = columns.find((candidate) =>
        isMeant(element, candidate, [object.name, object.physicalName ?? object.name, contract.dataset]),
      );
      return column ? [{ sla, column, limit: value * unit, expected: `at most ${value} ${sla.unit ?? 'd'} old` }] : [];
    });
  });
}

/** Whether a stale table stops the commit: custom property `onStale`. */
export function staleFails({ customProperties }: Pick<ContractObject, 'customProperties'>): boolean {
  return customProperties.some(({ property, value }) => property === 'onStale' && value === 'fail');
}

function isMeant(element: string, column: Column, tables: readonly string[]): boolean {
  return isTime(column) && (element === column.path || tables.some((table) => element === `${table}.${column.path}`));
}

function isTime({ type }: Column): boolean {
  return typeof type === 'string' && /^(date|timestamp|timestamp_ntz)$/.test(type);
}

/** The newest value, in milliseconds since the epoch (UTC). */
export function newestSql(column: Column): string {
  return `max(epoch_ms(CAST(${column.sql} AS TIMESTAMP)))`;
}

/** Service levels that nothing checks, with the reason. Dates of the lifecycle are checked by `mesh validate`. */
export function uncheckedSla(subject: Subject): { sla: SlaProperty; why: string }[] {
  const checked = new Set(freshnessRules(subject).map(({ sla }) => sla));
  return subject.contract.slaProperties.flatMap((sla) =>
    checked.has(sla) || LIFECYCLE.has(sla.property) ? [] : [{ sla, why: reason(sla, subject) }],
  );
}

const LIFECYCLE = new Set(['generalAvailability', 'endOfSupport', 'endOfLife']);

function reason({ property, element, value, unit }: SlaProperty, { columns }: Subject): string {
  if (property !== 'freshness' && property !== 'latency')
    return 'rows do not tell; "freshness" and "latency" are checked';
  if (element.length === 0) return `it has no "element", the column to measure it by${candidates(columns)}`;
  if (unitOf(unit ?? 'd') === undefined || value === null || !Number.isFinite(Number(value)))
    return 'its value or unit is none that can be compared';
  return 'it names no date or timestamp column of the table';
}

function candidates(columns: readonly Column[]): string {
  const paths = columns.filter(isTime).map(({ path }) => path);
  if (paths.length === 0) return '; the table has none of dates or times';
  return `, such as ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ', …' : ''}`;
}
