/** A name that no column has: `name`, else with as many `#` in front as it takes. Case does not tell names apart. */
export function freeName(name: string, columns: readonly { name: string }[]): string {
  const taken = columns.some((column) => column.name.toLowerCase() === name.toLowerCase());
  return taken ? freeName(`#${name}`, columns) : name;
}
