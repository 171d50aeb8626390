/** A text as SQL spells it. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
