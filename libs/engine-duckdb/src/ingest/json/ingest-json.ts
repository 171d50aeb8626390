import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { MeshError, type Field, type IngestTarget, type JsonOptions, type Scan } from '@mu-mesh/core';

import { identifier, literal } from '../../quote';
import { emptySql } from '../../table-sql';
import { BadRows, type FieldCheck } from '../bad-rows';
import type { IngestContext, IngestResult, Staged } from '../context';
import { decodeFile, needsDecoding } from '../decode';
import { discard, finish } from '../finish';
import { exactNumbers, hidesLoss } from './exact-numbers';
import { jsonColumn, lineStruct, selectItem, structColumn, structureFields, type JsonColumn } from './json-columns';
import { documents, lines, objectsSql, separateLines, type JsonFile, type JsonReader } from './json-source';
import { findBadElements, findBadLines, NO_OBJECT, NO_TEXT } from './locate-json';
import { isOdd, plainCopy } from './plain-file';
import { Refusals } from './refusals';

type JsonScan = Extract<Scan, { format: 'json' }>;

/** Stands for bytes that could not be decoded, so that the reader refuses them. */
const NO_UTF8 = Buffer.from([0xff]);

let scans = 0;

/** Reads objects: one a line, or with `multiLine` one document (an object or an array of them) a file. */
export async function ingestJson(context: IngestContext, scan: JsonScan, target: IngestTarget): Promise<IngestResult> {
  const id = `ingest_json_${++scans}`;
  const { connection } = context;
  const files: JsonFile[] = [];
  try {
    for (const file of scan.files) {
      const decodes = needsDecoding(file);
      const packed = scan.options.multiLine && /\.gz$/i.test(file.path);
      const copies = decodes || packed || (await isOdd(file.path));
      const path = copies ? join(context.temporaryDirectory, `ingest-${randomUUID()}.json`) : file.path;
      files.push({ source: file.path, path, ...(decodes && file.encoding && { encoding: file.encoding }) });
      if (copies) await (decodes ? decodeFile(file, path, NO_UTF8) : plainCopy(file.path, path));
    }
    return await read(context, scan, target, files, id);
  } catch (error) {
    throw tooLong(error, files) ?? error;
  } finally {
    await Promise.all(files.filter(({ path, source }) => path !== source).map(({ path }) => rm(path, { force: true })));
    for (const table of [`${id}_bad`, `${id}_found`, `${id}_spared`])
      await connection.run(`DROP TABLE IF EXISTS ${identifier(table)}`);
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

/** The reader of lines was not sure of its own rows. */
class Unsure extends Error {}

async function read(
  context: IngestContext,
  scan: JsonScan,
  target: IngestTarget,
  files: JsonFile[],
  id: string,
): Promise<IngestResult> {
  const { options } = scan;
  const fields = scan.schema ?? (await inferred(context, scan, files));
  const by = (reader: JsonReader) => readBy(reader, fields, context, scan, target, files, id);
  if (options.multiLine) return by(documents);
  if (fields.some(({ type }) => hidesLoss(type))) return by(separateLines).catch(surely);
  try {
    return await by(lines);
  } catch (error) {
    if (!(error instanceof Unsure || (error instanceof Error && error.message.startsWith(TORN)))) throw error;
    return await by(separateLines).catch(surely);
  }
}

function surely(error: unknown): never {
  throw error instanceof Unsure ? new MeshError('BUG', error.message) : error;
}

/** How the reader's message begins where a line and the next together are an object. */
const TORN = 'Malformed JSON in file';

async function readBy(
  reader: JsonReader,
  fields: readonly Field[],
  context: IngestContext,
  scan: JsonScan,
  target: IngestTarget,
  files: readonly JsonFile[],
  id: string,
): Promise<IngestResult> {
  const { connection } = context;
  const { options, corruptRecordColumn: corrupt } = scan;
  const wanted = fields.filter(({ name }) => name !== corrupt);
  const [badTable, found, spared] = [`${id}_bad`, `${id}_found`, `${id}_spared`];
  const corruptItem = (value: string): string[] =>
    fields.some(({ name }) => name === corrupt) ? [`${value}::VARCHAR AS ${identifier(corrupt ?? '')}`] : [];
  const source = reader(wanted, options);
  const refusals = await Refusals.open(connection, id, source);
  const items = [...source.columns.map(selectItem), ...corruptItem('NULL')].join(', ');
  const sql =
    files.length === 0
      ? emptySql([...fields])
      : `SELECT ${items} FROM ${source.sql(files)} WHERE ${refusals.condition()}`;
  let staged = await context.stage(sql, target);
  try {
    const made = (object: string): JsonColumn[] =>
      options.multiLine
        ? wanted.map((column) => jsonColumn(column, object, options))
        : wanted.map((column) => structColumn(column, lineStruct([column], object), options));
    const bad = options.multiLine
      ? await BadRows.open(connection, badTable, made(OBJECT).map(fieldCheck))
      : await BadRows.open(connection, badTable, lineChecks(wanted, options), {
          spared,
          object: OBJECT,
          parsed: lineStruct(wanted, 'object'),
        });
    const refused = await refusals.counts();
    const row = (object: string, raw: string): string =>
      [...made(object).map(selectItem), ...corruptItem(raw)].join(', ');
    if (refused.rows > 0 && options.multiLine) {
      await findBadElements(connection, files, source, found, bad);
      if ((await bad.count()) !== refused.rows)
        throw new MeshError('BUG', `${refused.rows} JSON objects were refused, ${await bad.count()} of them found.`);
    } else if (refused.rows > 0) {
      const telling = reader(tellingColumns(wanted, refused.columns, staged), options);
      const shown = await findBadLines(connection, files, telling, found, bad);
      const good = refused.rows - (await bad.count());
      if (shown !== refused.rows || good !== (await connection.count(`SELECT count(*) FROM ${identifier(spared)}`)))
        throw new Unsure(`${refused.rows} JSON rows were refused, ${shown} of them found.`);
      if (good > 0)
        staged = await withSpared(context, target, staged, `SELECT ${row(OBJECT, 'NULL')} FROM ${identifier(spared)}`);
    }
    return await finish(context, scan, target, staged, bad, row(BAD_OBJECT, 'raw'));
  } catch (error) {
    await discard(staged);
    throw error;
  } finally {
    await refusals.close();
  }
}

/** The object of a refused row. */
const OBJECT = exactNumbers('TRY_CAST(raw AS JSON)');

/** The same where it keeps those of its values that fit; where bytes were lost, none is sure. */
const BAD_OBJECT = `CASE WHEN NOT starts_with(reasons[1], ${literal(NO_TEXT)}) THEN ${OBJECT} END`;

function lineChecks(wanted: readonly Field[], options: JsonOptions): FieldCheck[] {
  const whole = { name: '', fits: `coalesce(json_type(object), '') = 'OBJECT'`, reason: `'${NO_OBJECT}'` };
  return [whole, ...wanted.map((column) => fieldCheck(structColumn(column, 'parsed', options)))];
}

function fieldCheck({ field: { name }, fits, reason }: JsonColumn): FieldCheck {
  return { name, fits, reason };
}

/**
 * The columns that tell a refused row: those that were a reason, and one that no good row has null, for the rows of nulls.
 * All, where there is no such column.
 */
function tellingColumns(wanted: readonly Field[], reasons: ReadonlySet<number>, { files }: Staged): readonly Field[] {
  const nulls = files.map(({ stats }) => (JSON.parse(stats) as { nullCount: Record<string, unknown> }).nullCount);
  const full = wanted.filter(
    ({ name, type }) => typeof type === 'string' && nulls.every((counts) => counts[name] === 0),
  );
  const probe = full.find((column) => reasons.has(wanted.indexOf(column))) ?? full[0];
  return probe ? wanted.filter((column, index) => column === probe || reasons.has(index)) : wanted;
}

/**
 * Rows that the reader shows as it shows a line that is no JSON, although they are good, read from their text: objects
 * without any of the columns, the line after one that breaks off where a value begins (`{"a":`), and lines with numbers
 * of which the reader may not keep all digits.
 */
async function withSpared(context: IngestContext, target: IngestTarget, staged: Staged, sql: string): Promise<Staged> {
  const more = await context.stage(sql, { ...target, schema: staged.columns });
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
