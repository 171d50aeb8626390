import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { MeshError, type Field, type IngestTarget, type JsonOptions, type Scan } from '@mu-mesh/core';

import { identifier, literal, literalList } from '../../quote';
import { emptySql, escapeGlob } from '../../table-sql';
import { BadRows } from '../bad-rows';
import type { IngestContext, IngestResult, Staged } from '../context';
import { decodeFile, needsDecoding } from '../decode';
import { discard, finish } from '../finish';
import { jsonColumn, lineColumn, selectItem, structureFields, type JsonColumn } from './json-columns';
import { findBadObjects, NO_OBJECT } from './locate-json';

type JsonScan = Extract<Scan, { format: 'json' }>;

/** A JSON file in the form in which it is read. */
export interface JsonFile {
  source: string;
  path: string;
}

let scans = 0;

const LINES = `format = 'newline_delimited', ignore_errors = true, hive_partitioning = false`;

/** Reads objects: one a line, or with `multiLine` one document (an object or an array of them) a file. */
export async function ingestJson(context: IngestContext, scan: JsonScan, target: IngestTarget): Promise<IngestResult> {
  const id = `ingest_json_${++scans}`;
  const { connection } = context;
  const files: JsonFile[] = [];
  try {
    for (const file of scan.files) {
      const path = needsDecoding(file) ? join(context.temporaryDirectory, `ingest-${randomUUID()}.json`) : file.path;
      files.push({ source: file.path, path });
      if (path !== file.path) await decodeFile(file, path);
    }
    return await read(context, scan, target, files, id);
  } catch (error) {
    throw tooLong(error, files) ?? error;
  } finally {
    await Promise.all(files.filter(({ path, source }) => path !== source).map(({ path }) => rm(path, { force: true })));
    for (const table of [`${id}_bad`, `${id}_found`, `${id}_spared`])
      await connection.run(`DROP TABLE IF EXISTS ${identifier(table)}`);
    await connection.run(`DROP SEQUENCE IF EXISTS ${identifier(id)}`);
  }
}

/** The reader holds an object in one buffer of 32 MiB. */
function tooLong(error: unknown, files: readonly JsonFile[]): MeshError | undefined {
  const path =
    error instanceof Error
      ? /"maximum_object_size" of .* while reading file "(.*?)" \(/s.exec(error.message)?.[1]
      : undefined;
  if (path === undefined) return undefined;
  const source = files.find((file) => file.path === path)?.source ?? path;
  return new MeshError('DATA_INVALID', `${source}: an object is longer than 32 MiB.`, {
    hint: 'Split it, or take it out of the file.',
    cause: error,
  });
}

async function read(
  context: IngestContext,
  scan: JsonScan,
  target: IngestTarget,
  files: JsonFile[],
  id: string,
): Promise<IngestResult> {
  const { connection } = context;
  const { options, corruptRecordColumn: corrupt } = scan;
  const fields = scan.schema ?? (await inferred(context, scan, files));
  const holdsCorrupt = fields.some(({ name }) => name === corrupt);
  const wanted = fields.filter(({ name }) => name !== corrupt);
  const corruptItem = (value: string): string[] =>
    holdsCorrupt ? [`${value}::VARCHAR AS ${identifier(corrupt ?? '')}`] : [];
  await connection.run(`CREATE OR REPLACE TEMP SEQUENCE ${identifier(id)}`);
  const source = options.multiLine ? documents(wanted, options) : lines(wanted, options);
  const items = [...source.columns.map(selectItem), ...corruptItem('NULL')].join(', ');
  const sql =
    files.length === 0
      ? emptySql(fields)
      : `SELECT ${items} FROM ${source.sql(files)} WHERE CASE WHEN ${source.good} THEN true ELSE nextval(${literal(id)}) < 0 END`;
  let staged = await context.stage(sql, target);
  try {
    const object = `(CASE WHEN json_valid(raw) AND json_type(raw) = 'OBJECT' THEN raw::JSON END)`;
    const checked = wanted.map((column) => jsonColumn(column, object, options));
    const checks = checked.map(({ field, fits, reason }) => ({ name: field.name, fits, reason }));
    const whole = { name: '', fits: `${object} IS NOT NULL`, reason: `'${NO_OBJECT}'` };
    const bad = options.multiLine
      ? await BadRows.open(connection, `${id}_bad`, checks)
      : await BadRows.open(connection, `${id}_bad`, [whole, ...checks], `${id}_spared`);
    const refused = await connection.count(
      `SELECT last_value FROM duckdb_sequences() WHERE sequence_name = ${literal(id)} AND temporary`,
    );
    if (refused > 0)
      await findBadObjects(
        connection,
        files,
        (file) => source.sql([file]),
        source.good,
        `${id}_found`,
        options.multiLine,
        bad,
      );
    const spared = refused - (await bad.count());
    if (spared < 0 || (options.multiLine && spared > 0))
      throw new MeshError('BUG', `${refused} JSON rows were refused, ${await bad.count()} of them found.`);
    const row = (raw: string): string => [...checked.map(selectItem), ...corruptItem(raw)].join(', ');
    if (spared > 0)
      staged = await withSpared(
        context,
        target,
        staged,
        `SELECT ${row('NULL')} FROM ${identifier(`${id}_spared`)}`,
        spared,
      );
    return await finish(context, scan, target, staged, bad, row('raw'));
  } catch (error) {
    await discard(staged);
    throw error;
  }
}

/**
 * Rows that the reader shows as it shows a line that is no JSON, although they are good, read from their text: objects
 * without any of the columns, and the line after one that breaks off where a value begins (`{"a":`).
 */
async function withSpared(
  context: IngestContext,
  target: IngestTarget,
  staged: Staged,
  sql: string,
  rows: number,
): Promise<Staged> {
  const more = await context.stage(sql, { ...target, schema: staged.columns });
  if (more.rows !== rows) throw new MeshError('BUG', `${rows} JSON rows are good after all, ${more.rows} were read.`);
  return { ...staged, files: [...staged.files, ...more.files], rows: staged.rows + more.rows };
}

/** Types that all rows give, as in Spark; texts stay texts. */
async function inferred(context: IngestContext, scan: JsonScan, files: JsonFile[]): Promise<Field[]> {
  const [row] =
    files.length === 0
      ? []
      : await context.connection.all(
          `SELECT json_group_structure(json)::VARCHAR FROM ${objectsSql(files, scan.options.multiLine)} WHERE coalesce(json_type(json), '') = 'OBJECT'`,
        );
  const fields = typeof row?.[0] === 'string' ? structureFields(JSON.parse(row[0])) : [];
  if (fields.length === 0) {
    const where = scan.files.map((file) => file.path).join(', ') || 'The source';
    throw new MeshError('DATA_INVALID', `${where}: no JSON object is there, so the columns are not known.`, {
      hint: 'Declare them in "schema".',
    });
  }
  return fields;
}

/** What is read, the columns over it, and whether one of its rows is taken. */
interface JsonSource {
  sql: (files: readonly JsonFile[]) => string;
  columns: JsonColumn[];
  good: string;
}

/**
 * One object a line, parsed once: scalars as their text, the rest as JSON. A line that is no object is a row of NULLs.
 * Values are made below the filter that looks at them, which stays there because it counts.
 */
function lines(fields: readonly Field[], options: JsonOptions): JsonSource {
  const taken = new Set(fields.map(({ name }) => name));
  const made = fields.map((_, index) => identifier(freeName(`#${index}`, taken)));
  const columns = fields.map((column, index) => lineColumn(column, options, made[index] ?? ''));
  const read = fields
    .map(({ name, type }) => `${literal(name)}: '${typeof type === 'string' ? 'VARCHAR' : 'JSON'}'`)
    .join(', ');
  const values = columns.map(({ value }, index) => `${value} AS ${made[index]}`).join(', ');
  const some = fields.map(({ name }) => `${identifier(name)} IS NOT NULL`).join(' OR ');
  return {
    sql: (files) =>
      `(SELECT *, ${values} FROM read_json(${pathList(files)}, columns = {${read}}, records = 'true', ${LINES}))`,
    columns: columns.map((column, index) => ({ ...column, value: made[index] ?? '' })),
    good: [...columns.map(({ fits }) => fits), `(${some})`].join(' AND '),
  };
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? freeName(`#${name}`, taken) : name;
}

function documents(fields: readonly Field[], options: JsonOptions): JsonSource {
  const columns = fields.map((column) => jsonColumn(column, 'json', options));
  return {
    sql: (files) => objectsSql(files, true),
    columns,
    good: [`coalesce(json_type(json), '') = 'OBJECT'`, ...columns.map(({ fits }) => fits)].join(' AND '),
  };
}

/** A relation with one column, `json`: NULL for a line, or a document, that is no JSON. */
function objectsSql(files: readonly JsonFile[], multiLine: boolean): string {
  const list = pathList(files);
  if (!multiLine) return `read_json_objects(${list}, ${LINES})`;
  const document = `SELECT CASE WHEN json_valid(content) THEN content::JSON END AS document FROM read_text(${list}) WHERE trim(content, E' \\n\\r\\t') <> ''`;
  return `(SELECT unnest(CASE WHEN json_type(document) = 'ARRAY' THEN json_extract(document, '$[*]') ELSE [document] END) AS json FROM (${document}))`;
}

function pathList(files: readonly JsonFile[]): string {
  return literalList(files.map(({ path }) => escapeGlob(path)));
}
