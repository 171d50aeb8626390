import {
  discards,
  fits,
  formatType,
  MeshError,
  type DataType,
  type Field,
  type SchemaEvolution,
  type WriteMode,
} from '@mu-mesh/core';
import { sameFields, sameType } from './schema';

/**
 * The schema that a write of `columns` gives a table of schema `current`.
 * - overwrite: the columns as they are, since every file is replaced; `freeze` asks for the same names and types.
 * - append: the table's columns, then the new ones (nullable); columns that are not written stay as nulls. A column may
 *   be written with a narrower type than the table's, and a wider one widens the table's type (`fits`): the older files
 *   keep theirs and readers cast. Measured: delta-rs 1.6.6 and DuckDB read such tables. Changes that would ask for a
 *   conversion (integer to decimal, double or text; nested types) are refused.
 * - `discard_value` and `discard_row`, under both modes: the table's columns and types stay, whatever is written.
 * @throws MeshError SCHEMA_FROZEN naming the columns; SCHEMA_CONFLICT for types that do not fit and for names that
 * differ only by case.
 */
export function evolveSchema(
  current: Field[] | undefined,
  columns: Field[],
  mode: WriteMode,
  evolution: SchemaEvolution,
): Field[] {
  assertNamesDiffer(columns, columns);
  if (!current) return columns.map(nullable);
  if (discards({ schemaEvolution: evolution })) {
    assertNamesDiffer(current, columns);
    return current;
  }
  if (mode !== 'append') {
    if (evolution === 'freeze') assertSame(current, columns);
    return keepMetadata(current, columns);
  }
  assertNamesDiffer(current, columns);
  if (evolution === 'freeze') assertFits(current, columns);
  const written = new Map(columns.map((column) => [column.name, column]));
  const kept = current.map((column) => ({ ...column, type: widen(column, written.get(column.name)) }));
  const known = new Set(current.map((column) => column.name));
  return [...kept, ...columns.filter((column) => !known.has(column.name)).map(nullable)];
}

function widen(column: Field, written: Field | undefined): DataType {
  if (!written || fits(written.type, column.type)) return column.type;
  if (fits(column.type, written.type)) return written.type;
  throw new MeshError(
    'SCHEMA_CONFLICT',
    `Column "${column.name}" is ${formatType(column.type)} in the table and ${formatType(written.type)} in the rows`,
  );
}

function assertFits(current: readonly Field[], columns: readonly Field[]): void {
  const known = new Map(current.map((column) => [column.name, column]));
  const others: string[] = [];
  const changes = columns.flatMap((column) => {
    const old = known.get(column.name);
    if (!old) return [`"${column.name}" is new`];
    if (fits(column.type, old.type)) return [];
    if (!fits(old.type, column.type)) others.push(`"${column.name}"`);
    return [changed(old, column)];
  });
  // What `evolve` would refuse as well needs another hint than to evolve.
  if (others.length > 0) throw frozen(changes, `Cast ${others.join(', ')} to the type that the table has.`);
  if (changes.length > 0) throw frozen(changes);
}

function assertSame(current: readonly Field[], columns: readonly Field[]): void {
  const known = new Map(current.map((column) => [column.name, column]));
  const written = new Set(columns.map((column) => column.name));
  const changes = columns.flatMap((column) => {
    const old = known.get(column.name);
    if (!old) return [`"${column.name}" is new`];
    return sameType(old.type, column.type) ? [] : [changed(old, column)];
  });
  changes.push(...current.flatMap((column) => (written.has(column.name) ? [] : [`"${column.name}" is gone`])));
  if (changes.length > 0) throw frozen(changes);
}

function changed(old: Field, column: Field): string {
  return `"${old.name}" is ${formatType(column.type)} instead of ${formatType(old.type)}`;
}

function frozen(changes: readonly string[], hint?: string): MeshError {
  const message = `The schema is frozen, but ${changes.join(', ')}`;
  return new MeshError('SCHEMA_FROZEN', message, hint === undefined ? {} : { hint });
}

function assertNamesDiffer(first: readonly Field[], second: readonly Field[]): void {
  const names = new Map(first.map(({ name }) => [name.toLowerCase(), name]));
  for (const { name } of second) {
    const other = names.get(name.toLowerCase());
    if (other !== undefined && other !== name) {
      throw new MeshError('SCHEMA_CONFLICT', `The columns "${other}" and "${name}" differ only by case`, {
        hint: 'Rename one of them.',
      });
    }
  }
}

function keepMetadata(current: Field[], columns: Field[]): Field[] {
  if (sameFields(current, columns) && current.every((column) => column.nullable)) return current;
  const known = new Map(current.map((column) => [column.name, column]));
  return columns.map((column) => {
    const metadata = Object.keys(column.metadata).length > 0 ? column.metadata : known.get(column.name)?.metadata;
    return { ...nullable(column), metadata: metadata ?? {} };
  });
}

function nullable(column: Field): Field {
  return { ...column, nullable: true };
}
