/** RFC 4180 with `\n`: NULL is empty, an empty text is `""`. */
export function renderCsv(columns: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  return [columns, ...rows].map((row) => row.map(quoted).join(',')).join('\n');
}

function quoted(value: string | null): string {
  if (value === null) return '';
  return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
