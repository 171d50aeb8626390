import type { SlaProperty } from '../model/contract';
import type { Column } from './column';
import type { Subject } from './subject';

const SECOND = 1000;
const DAY = 86_400 * SECOND;
const UNITS: Readonly<Record<string, number>> = {
  s: SECOND,
  sec: SECOND,
  second: SECOND,
  seconds: SECOND,
  m: 60 * SECOND,
  min: 60 * SECOND,
  minute: 60 * SECOND,
  minutes: 60 * SECOND,
  h: 3600 * SECOND,
  hr: 3600 * SECOND,
  hour: 3600 * SECOND,
  hours: 3600 * SECOND,
  d: DAY,
  day: DAY,
  days: DAY,
  w: 7 * DAY,
  week: 7 * DAY,
  weeks: 7 * DAY,
  y: 365 * DAY,
  yr: 365 * DAY,
  year: 365 * DAY,
  years: 365 * DAY,
};

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
    const unit = UNITS[(sla.unit ?? 'd').toLowerCase()];
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

function isMeant(element: string, column: Column, tables: readonly string[]): boolean {
  const isTime = typeof column.type === 'string' && /^(date|timestamp|timestamp_ntz)$/.test(column.type);
  return isTime && (element === column.path || tables.some((table) => element === `${table}.${column.path}`));
}

/** The newest value, in milliseconds since the epoch (UTC). */
export function newestSql(column: Column): string {
  return `max(epoch_ms(CAST(${column.sql} AS TIMESTAMP)))`;
}
