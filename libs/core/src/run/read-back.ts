import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MeshError } from '../errors';
import { field, type DataType, type Field } from '../model/schema';
import type { Scope, StagedRelation } from '../ports';
import { pages } from './kept-rows';
import type { Replay } from './replay';
import { OPEN_ROWS, refusedBy } from './replay-rows';

/** Rows with their ids in a column of its own, and the columns without it. */
export interface Identified {
  id: string;
  columns: Field[];
  relation: StagedRelation;
}

/** What the rows of one rule are read back as. */
export interface Columns {
  rule: string;
  columns: Field[];
  /** Whether a row may lack some of the columns: they are null then. */
  lacking?: boolean;
  /** Columns whose names the ids' column must not have, besides. */
  taken?: readonly Field[];
}

/** Advice where rows cannot be replayed. */
export const KEPT_ELSEWHERE = 'Discard the rows with a reason, or put them into a new source file.';

/**
 * The open output rows that a rule refused, with their ids, staged in the replay's folder; those whose values do not fit
 * the columns are left out. Throws USAGE where the quarantine does not keep the values exactly.
 */
export async function readBack(
  replay: Replay,
  scope: Scope,
  { rule, columns, lacking = false, taken = [] }: Columns,
): Promise<Identified> {
  refuseInexact(columns, rule);
  let id = 'mesh_row_id';
  while ([...columns, ...taken].some(({ name }) => name.toLowerCase() === id)) id += '_';
  const path = join(replay.folder, `${rule}.ndjson`);
  await writeFile(path, '');
  for await (const page of pages(scope, OPEN_ROWS, 'id, "row"', refusedBy(rule))) {
    const whole = page.filter(([, row]) => hasColumns(row ?? '', columns, lacking));
    await appendFile(path, whole.map(([own, row]) => `{"${id}":"${own}",${(row ?? '').slice(1)}\n`).join(''));
  }
  const schema = [field(id, 'string'), ...columns];
  const text = schema.map((column) => (column.type === 'binary' ? field(column.name, 'string') : column));
  const target = {
    directory: replay.folder,
    partitionBy: [],
    quarantineFile: join(replay.folder, `${rule}-misfits.parquet`),
    run: replay.run,
    rule,
  };
  const { relation } = await scope.ingest(
    {
      kind: 'scan',
      format: 'json',
      files: [{ path }],
      options: { multiLine: false },
      badRows: 'QUARANTINE',
      schema: text,
    },
    target,
  );
  // As a source, bytes would be the text's own; the quarantine has them as the engine casts them.
  return { id, columns, relation: await scope.stage(relation, { directory: replay.folder, schema, partitionBy: [] }) };
}

/** A row of other columns stays open: no value is made up, none is lost. */
function hasColumns(row: string, columns: readonly Field[], lacking: boolean): boolean {
  try {
    const names = Object.keys(JSON.parse(row) as object);
    const known = new Set(columns.map(({ name }) => name));
    return names.length > 0 && names.every((name) => known.has(name)) && (lacking || names.length === columns.length);
  } catch {
    return false;
  }
}

function refuseInexact(columns: readonly Field[], rule: string): void {
  const column = inexactColumn(columns);
  if (column !== undefined) throw new MeshError('USAGE', inexactWords(rule, column), { hint: KEPT_ELSEWHERE });
}

/** Why rows with such a column cannot be replayed. */
export function inexactWords(rule: string, column: string): string {
  return `rows that \`${rule}\` refused cannot be replayed: the quarantine does not keep every digit or byte of values inside of \`${column}\``;
}

/** The first column of whose values the quarantine does not keep all. */
export function inexactColumn(columns: readonly Field[]): string | undefined {
  return columns.find(({ type }) => typeof type !== 'string' && isInexact(type))?.name;
}

/** Inside of other values decimals are written with the digits of a DOUBLE, and bytes as text. */
function isInexact(type: DataType): boolean {
  if (typeof type === 'string') return type === 'binary' || Number(/^decimal\((\d+),/.exec(type)?.[1] ?? 0) > 15;
  if (type.type === 'array') return isInexact(type.elementType);
  if (type.type === 'map') return isInexact(type.keyType) || isInexact(type.valueType);
  return type.fields.some((inner) => isInexact(inner.type));
}
