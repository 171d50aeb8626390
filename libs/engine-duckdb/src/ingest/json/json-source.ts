import { freeName, type Field, type JsonOptions } from '@mu-mesh/core';

import { identifier, literal, literalList } from '../../quote';
import { escapeGlob } from '../../table-sql';
import { exactNumbers, keepsDigits, sureOf } from './exact-numbers';
import { jsonColumn, lineColumn, readType, type JsonColumn } from './json-columns';

/** A JSON file in the form in which it is read. */
export interface JsonFile {
  source: string;
  path: string;
  /** From which it was decoded. */
  encoding?: string;
}

/** What is read, the columns over it, and whether one of its rows is taken. */
export interface JsonSource {
  sql: (files: readonly JsonFile[]) => string;
  columns: JsonColumn[];
  good: string;
}

/** Plans how columns are read. */
export type JsonReader = (fields: readonly Field[], options: JsonOptions) => JsonSource;

const LINES = `format = 'newline_delimited', ignore_errors = true, hive_partitioning = false`;

/**
 * One object a line, parsed once: scalars as their text, the rest as JSON. A line that is no object is a row of NULLs.
 * A line that breaks off where a value begins takes the next one with it: that is a row of NULLs too, or an error of the
 * reader where both together are an object.
 */
export function lines(fields: readonly Field[], options: JsonOptions): JsonSource {
  const columns = fields.map(({ name, type }) => `${literal(name)}: '${readType(type)}'`).join(', ');
  return lineSource(
    fields,
    options,
    (files) => `read_json(${pathList(files)}, columns = {${columns}}, records = 'true', ${LINES})`,
    sureOf,
  );
}

/** The same rows, each read from its own line and no further, with all digits of numbers, for twice the time. */
export function separateLines(fields: readonly Field[], options: JsonOptions): JsonSource {
  const shape = JSON.stringify(Object.fromEntries(fields.map(({ name, type }) => [name, readType(type)])));
  return lineSource(
    fields,
    options,
    (files) => `(SELECT unnest(json_transform(json, ${literal(shape)})) FROM ${exactObjects(fields, files, false)})`,
  );
}

/** Values are made below the filter that looks at them, which stays there because it counts. */
function lineSource(
  fields: readonly Field[],
  options: JsonOptions,
  reader: (files: readonly JsonFile[]) => string,
  sure: typeof sureOf = () => undefined,
): JsonSource {
  const made = fields.map((_, index) => identifier(freeName(`#${index}`, fields)));
  const columns = fields.map((column, index) => {
    const name = identifier(column.name);
    const planned = lineColumn(column, name, options, made[index]);
    const digits = sure(column, name, made[index] ?? '');
    if (digits === undefined) return planned;
    return { ...planned, fits: planned.fits === 'true' ? digits : `(${planned.fits}) AND ${digits}` };
  });
  const values = columns.map(({ value }, index) => `${value} AS ${made[index]}`).join(', ');
  const some = fields.map(({ name }) => `${identifier(name)} IS NOT NULL`).join(' OR ');
  return {
    sql: (files) => `(SELECT *, ${values} FROM ${reader(files)})`,
    columns: columns.map((column, index) => ({ ...column, value: made[index] ?? '' })),
    good: [...columns.map(({ fits }) => fits), `(${some})`].join(' AND '),
  };
}

/** A document a file: an object or an array of them. */
export function documents(fields: readonly Field[], options: JsonOptions): JsonSource {
  const columns = fields.map((column) => jsonColumn(column, 'json', options));
  return {
    sql: (files) => exactObjects(fields, files, true),
    columns,
    good: [`coalesce(json_type(json), '') = 'OBJECT'`, ...columns.map(({ fits }) => fits)].join(' AND '),
  };
}

/** The same as `objectsSql`, where numbers have all their digits if a column keeps them. */
function exactObjects(fields: readonly Field[], files: readonly JsonFile[], multiLine: boolean): string {
  const exact = fields.some(({ type }) => keepsDigits(type));
  if (!exact || multiLine) return objectsSql(files, multiLine, exact);
  return `(SELECT ${exactNumbers('json')} AS json FROM ${objectsSql(files, false)})`;
}

/** A relation with one column, `json`: NULL for a line, or a document, that is no JSON. */
export function objectsSql(files: readonly JsonFile[], multiLine: boolean, exact = false): string {
  const list = pathList(files);
  if (!multiLine) return `read_json_objects(${list}, ${LINES})`;
  const document = `SELECT CASE WHEN json_valid(content) THEN content::JSON END AS document FROM (SELECT TRY(decode(content)) AS content FROM read_blob(${list})) WHERE coalesce(trim(content, E' \\n\\r\\t'), 'x') <> ''`;
  const read = exact ? `SELECT ${exactNumbers('document')} AS document FROM (${document})` : document;
  return `(SELECT unnest(CASE WHEN json_type(document) = 'ARRAY' THEN json_extract(document, '$[*]') ELSE [document] END) AS json FROM (${read}))`;
}

function pathList(files: readonly JsonFile[]): string {
  return literalList(files.map(({ path }) => escapeGlob(path)));
}
