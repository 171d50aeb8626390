import type { DataType, Field } from '@mu-mesh/core';

import { identifier } from './quote';

/** One column of one file as `RETURN_STATS` tells it; bounds are text. */
export type ColumnStatistics = Readonly<Partial<Record<'min' | 'max' | 'null_count' | 'has_nan', string>>>;

/**
 * Delta's `stats` text of one file (protocol, "Per-file Statistics"). Numbers are copied as text, so that no digit is
 * lost; timestamps have milliseconds, the upper bound rounded up; a column with NaN, an array or a map has no bounds.
 */
export function deltaStatistics(
  rows: number,
  schema: readonly Field[],
  columns: ReadonlyMap<string, ColumnStatistics>,
): string {
  const part = (value: (type: DataType, statistics: ColumnStatistics) => string | undefined) =>
    object(schema, '', columns, value) ?? '{}';
  const minValues = part((type, statistics) => bound(type, statistics, 'min'));
  const maxValues = part((type, statistics) => bound(type, statistics, 'max'));
  const nullCount = part((_, statistics) => statistics.null_count);
  return `{"numRecords":${rows},"minValues":${minValues},"maxValues":${maxValues},"nullCount":${nullCount}}`;
}

type LeafValue = (type: DataType, statistics: ColumnStatistics) => string | undefined;

function object(
  schema: readonly Field[],
  prefix: string,
  columns: ReadonlyMap<string, ColumnStatistics>,
  value: LeafValue,
): string | undefined {
  const entries: string[] = [];
  for (const { name, type } of schema) {
    const path = prefix + identifier(name);
    const statistics = columns.get(path);
    const text =
      typeof type !== 'string' && type.type === 'struct'
        ? object(type.fields, `${path}.`, columns, value)
        : statistics && value(type, statistics);
    if (text !== undefined) entries.push(`${JSON.stringify(name)}:${text}`);
  }
  return entries.length > 0 ? `{${entries.join(',')}}` : undefined;
}

function bound(type: DataType, statistics: ColumnStatistics, side: 'min' | 'max'): string | undefined {
  const value = statistics[side];
  if (value === undefined || typeof type !== 'string' || statistics.has_nan === 'true') return undefined;
  switch (type) {
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
    case 'binary':
      return undefined;
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(value) ? JSON.stringify(value) : undefined;
    case 'timestamp':
    case 'timestamp_ntz':
      return timestamp(value, side, type === 'timestamp' ? 'Z' : '');
    default:
      return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? value : undefined;
  }
}

/** `2024-01-01 00:00:00.123456+00` → `"2024-01-01T00:00:00.123Z"`. */
function timestamp(value: string, side: 'min' | 'max', zone: string): string | undefined {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:\+00(?::00)?)?$/.exec(value);
  if (!match) return undefined;
  const fraction = (match[3] ?? '').padEnd(9, '0');
  let milliseconds = Date.parse(`${match[1]}T${match[2]}Z`) + Number(fraction.slice(0, 3));
  if (side === 'max' && Number(fraction.slice(3)) > 0) milliseconds += 1;
  return JSON.stringify(new Date(milliseconds).toISOString().slice(0, -1) + zone);
}
