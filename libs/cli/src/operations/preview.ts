import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Field, MeshError, type Relation, type Scope, type Table, formatType, parseAddress } from '@mu-mesh/core';
import type { MeshContext } from '@mu-mesh/core';
import { neverBuilt } from './history';
import { previewFiles, previewRows } from './preview-file';
import { withSession } from './session';
import { datasets, tableOf } from './table-of';
import { readable } from './version-missing';

export interface PreviewRequest {
  /** An address, or the path of a Delta, Parquet, CSV or JSON table. */
  target: string;
  /** Folder that relative paths start from; absolute. */
  cwd: string;
  limit: number;
  version?: number;
}

export interface PreviewResult {
  /** The address, or the absolute path. */
  source: string;
  format: 'delta' | 'parquet' | 'csv' | 'json';
  /** Of a Delta table. */
  version: number | null;
  columns: { name: string; type: string }[];
  /** Values as text; null for NULL. */
  rows: (string | null)[][];
  /** Whether there are rows that are not shown. */
  more: boolean;
}

/** The first rows of a table. Throws USAGE, TABLE_MISSING, VERSION_MISSING, SOURCE_MISSING. */
export async function preview(context: MeshContext, request: PreviewRequest): Promise<PreviewResult> {
  const path = resolve(request.cwd, request.target);
  if (
    parseAddress(request.target) &&
    (datasets(context.workspace).some(({ id }) => id === request.target) || !existsSync(path))
  ) {
    const { table } = tableOf(context, request.target);
    if ((await table.head()) === undefined) throw neverBuilt(request.target);
    return previewTable(context, request.target, table, request);
  }
  if (existsSync(join(path, '_delta_log'))) return previewTable(context, path, context.lakehouse.table(path), request);
  if (request.version !== undefined)
    throw new MeshError('USAGE', `${request.target} is no Delta table: it has no versions`);
  return previewPath(context, path, request.limit);
}

async function previewTable(
  context: MeshContext,
  source: string,
  table: Table,
  { version, limit }: PreviewRequest,
): Promise<PreviewResult> {
  const scan = await readable(source, table, version);
  return withSession(context, [table.location], async (scope) => ({
    source,
    format: 'delta',
    version: scan.version,
    ...(await head(scope, await scope.table(scan), limit)),
  }));
}

async function previewPath(context: MeshContext, path: string, limit: number): Promise<PreviewResult> {
  const { format, files } = previewFiles(path);
  return withSession(context, [path], async (scope, temporary) => {
    const relation = await previewRows(scope, format, files, temporary);
    return { source: path, format, version: null, ...(await head(scope, relation, limit)) };
  });
}

async function head(
  scope: Scope,
  relation: Relation,
  limit: number,
): Promise<Pick<PreviewResult, 'columns' | 'rows' | 'more'>> {
  const rows = await scope.rows(relation, limit + 1);
  return { columns: relation.columns.map(column), rows: rows.slice(0, limit), more: rows.length > limit };
}

function column({ name, type }: Field): { name: string; type: string } {
  return { name, type: formatType(type) };
}
