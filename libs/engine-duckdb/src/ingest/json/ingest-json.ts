import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { MeshError, type Field, type IngestTarget, type Scan } from '@mu-mesh/core';

import { identifier, literal, literalList } from '../../quote';
import { emptySql, escapeGlob } from '../../table-sql';
import { BadRows } from '../bad-rows';
import type { IngestContext, IngestResult } from '../context';
import { decodeFile, needsDecoding } from '../decode';
import { discard, finish } from '../finish';
import { jsonColumn, selectItem, structureFields } from './json-columns';
import { findBadObjects } from './locate-json';

type JsonScan = Extract<Scan, { format: 'json' }>;

/** A JSON file in the form in which it is read. */
export interface JsonFile {
  source: string;
  path: string;
}

let scans = 0;

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
  } finally {
    await Promise.all(files.filter(({ path, source }) => path !== source).map(({ path }) => rm(path, { force: true })));
    for (const table of [`${id}_bad`, `${id}_found`]) await connection.run(`DROP TABLE IF EXISTS ${identifier(table)}`);
    await connection.run(`DROP SEQUENCE IF EXISTS ${identifier(id)}`);
  }
}

async function read(context: IngestContext, scan: JsonScan, target: IngestTarget, files: JsonFile[], id: string): Promise<IngestResult> {
  const { connection } = context;
  const { options, corruptRecordColumn: corrupt } = scan;
  const fields = scan.schema ?? (await inferred(context, scan, files));
  const holdsCorrupt = fields.some(({ name }) => name === corrupt);
  const columns = fields.filter(({ name }) => name !== corrupt).map((column) => jsonColumn(column, 'json', options));
  const corruptItem = (value: string): string[] => (holdsCorrupt ? [`${value}::VARCHAR AS ${identifier(corrupt ?? '')}`] : []);
  await connection.run(`CREATE OR REPLACE TEMP SEQUENCE ${identifier(id)}`);
  const good = [`coalesce(json_type(json), '') = 'OBJECT'`, ...columns.map(({ fits }) => fits)].join(' AND ');
  const items = [...columns.map(selectItem), ...corruptItem('NULL')].join(', ');
  const sql = files.length === 0 ? emptySql(fields) : `SELECT ${items} FROM ${objectsSql(files, scan)} WHERE CASE WHEN ${good} THEN true ELSE nextval(${literal(id)}) < 0 END`;
  const staged = await context.stage(sql, target);
  try {
    const object = `(CASE WHEN json_valid(raw) AND json_type(raw) = 'OBJECT' THEN raw::JSON END)`;
    const checked = columns.map(({ field }) => jsonColumn(field, object, options));
    const bad = await BadRows.open(connection, `${id}_bad`, checked.map(({ field, fits, reason }) => ({ name: field.name, fits, reason })));
    const refused = await connection.count(`SELECT last_value FROM duckdb_sequences() WHERE sequence_name = ${literal(id)} AND temporary`);
    if (refused > 0) await findBadObjects(connection, files, (file) => objectsSql([file], scan), good, `${id}_found`, options.multiLine, bad);
    if (bad.count !== refused) throw new MeshError('BUG', `${refused} JSON rows were refused, ${bad.count} of them found.`);
    return await finish(context, scan, target, staged, bad, [...checked.map(selectItem), ...corruptItem('raw')].join(', '));
  } catch (error) {
    await discard(staged);
    throw error;
  }
}

/** Types that all rows give, as in Spark; texts stay texts. */
async function inferred(context: IngestContext, scan: JsonScan, files: JsonFile[]): Promise<Field[]> {
  const [row] = files.length === 0 ? [] : await context.connection.all(
    `SELECT json_group_structure(json)::VARCHAR FROM ${objectsSql(files, scan)} WHERE coalesce(json_type(json), '') = 'OBJECT'`,
  );
  const fields = typeof row?.[0] === 'string' ? structureFields(JSON.parse(row[0])) : [];
  if (fields.length === 0) {
    const where = scan.files.map((file) => file.path).join(', ') || 'The source';
    throw new MeshError('DATA_INVALID', `${where}: no JSON object is there, so the columns are not known.`, { hint: 'Declare them in "schema".' });
  }
  return fields;
}

/** A relation with one column, `json`: NULL for a line, or a document, that is no JSON. */
function objectsSql(files: readonly JsonFile[], scan: JsonScan): string {
  const list = literalList(files.map(({ path }) => escapeGlob(path)));
  if (!scan.options.multiLine) return `read_json_objects(${list}, format = 'newline_delimited', ignore_errors = true, hive_partitioning = false)`;
  const document = `SELECT CASE WHEN json_valid(content) THEN content::JSON END AS document FROM read_text(${list}) WHERE trim(content, E' \\n\\r\\t') <> ''`;
  return `(SELECT unnest(CASE WHEN json_type(document) = 'ARRAY' THEN json_extract(document, '$[*]') ELSE [document] END) AS json FROM (${document}))`;
}
