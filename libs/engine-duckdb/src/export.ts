import { stat } from 'node:fs/promises';

import type { ExportTarget } from '@mu-mesh/core';

import type { Connection } from './connection';
import { jsonRows } from './export-json';
import { literal } from './quote';
import type { DuckDbRelation } from './relation';
import { toStrftime } from './strftime';

/** Writes one file, in the order of the rows; an existing one is replaced. Returns its rows and bytes. */
export async function exportRows(
  connection: Connection,
  relation: DuckDbRelation,
  target: ExportTarget,
): Promise<{ rows: number; bytes: number }> {
  const select = target.format === 'json' ? jsonRows(relation) : relation.sql;
  const rows = await connection.count(`COPY (${select}) TO ${literal(target.path)} (${options(target)})`);
  return { rows, bytes: (await stat(target.path)).size };
}

function options(target: ExportTarget): string {
  const common = 'USE_TMP_FILE false';
  if (target.format === 'parquet') return `FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ${common}`;
  if (target.format !== 'csv') return `FORMAT json, ${common}`;
  const { header, sep, quote, escape, nullValue, dateFormat, timestampFormat } = target;
  return [
    'FORMAT csv',
    `HEADER ${header}`,
    `DELIMITER ${literal(sep)}`,
    `QUOTE ${literal(quote)}`,
    `ESCAPE ${literal(escape)}`,
    `NULLSTR ${literal(nullValue)}`,
    ...(dateFormat === undefined ? [] : [`DATEFORMAT ${literal(toStrftime(dateFormat))}`]),
    ...(timestampFormat === undefined ? [] : [`TIMESTAMPFORMAT ${literal(toStrftime(timestampFormat))}`]),
    common,
  ].join(', ');
}
