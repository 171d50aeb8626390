const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2026, 0, 1);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** January to October 2026. */
export const DAYS = 304;
export const MONTH_COUNT = 10;

export type DateStyle = 'iso' | 'slashes' | 'words';

function dateOf(day: number): Date {
  return new Date(FIRST + day * DAY_MS);
}

/** Day 0 is 2026-01-01; days outside the period are fine. */
export function isoDate(day: number): string {
  return known(ISO, day) ?? dateOf(day).toISOString().slice(0, 10);
}

/** `2026-03-01`, `01/03/2026` or `Mar 1 2026`. */
export function writtenDate(day: number, style: DateStyle): string {
  if (style === 'iso') return isoDate(day);
  const [year, month, date] = isoDate(day).split('-') as [string, string, string];
  return style === 'slashes' ? `${date}/${month}/${year}` : `${MONTHS[Number(month) - 1]} ${Number(date)} ${year}`;
}

/** 0 for January 2026. */
export function monthOf(day: number): number {
  return known(MONTH, day) ?? dateOf(day).getUTCMonth() + 12 * (dateOf(day).getUTCFullYear() - 2026);
}

/** `2026-03` for month 2. */
export function monthName(month: number): string {
  return `2026-${String(month + 1).padStart(2, '0')}`;
}

/** The last day of a month of 2026, as a day number. */
export function lastDayOf(month: number): number {
  return Math.round((Date.UTC(2026, month + 1, 1) - FIRST) / DAY_MS) - 1;
}

/** 0 is Monday. */
export function weekdayOf(day: number): number {
  return (day + 3) % 7;
}

/** `09:05:00` for 545 minutes after midnight. */
export function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00`;
}

const ISO = Array.from({ length: 730 }, (_, day) => dateOf(day).toISOString().slice(0, 10));
const MONTH = Array.from({ length: DAYS }, (_, day) => dateOf(day).getUTCMonth());

function known<T>(list: readonly T[], index: number): T | undefined {
  return list[index];
}
