/** `1,234,567`. */
export function count(rows: number): string {
  return rows.toLocaleString('en-US');
}

/** What was measured, as it is unless it is a number with many decimals: `0.7049608355091384` as `0.70496`. */
export function measure(text: string): string {
  if (!/^-?\d+\.\d{7,}$/.test(text)) return text;
  const [whole = ''] = text.replace('-', '').split('.');
  const rounded = whole === '0' ? Number(text).toPrecision(5) : Number(text).toFixed(Math.max(2, 6 - whole.length));
  return Number(rounded) === Math.trunc(Number(rounded)) ? text : rounded;
}

/** `0.42 s`, `12.3 s`, `2 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** `1.5 GiB`. */
export function bytes(size: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = size;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** `1 row`, `2 rows`. */
export function plural(amount: number, noun: string): string {
  return `${count(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}
