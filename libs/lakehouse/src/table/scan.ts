import { MeshError, type TableFile, type TableScan } from '@mu-mesh/core';
import type { AddFile } from '../delta/actions';
import { decodePath } from '../delta/file-path';
import type { LogListing } from '../delta/log-listing';
import { assertReadable } from '../delta/protocol';
import { parseSchema } from '../delta/schema';
import type { TableContext } from './context';
import { timeOf } from './history';

/** The files of a version: see `Table.scan`. */
export async function scanTable(context: TableContext, at?: number | Date): Promise<TableScan> {
  const { log, location } = context;
  const listing = await log.list();
  if (listing.latest < 0) throw new MeshError('TABLE_MISSING', `There is no table in ${location}`);
  const version = at instanceof Date ? await versionAt(context, listing, at) : (at ?? listing.latest);
  const snapshot =
    at === undefined ? ((await log.latest()) ?? (await log.at(listing, version))) : await log.at(listing, version);
  assertReadable(location, snapshot);
  return {
    version: snapshot.version,
    schema: parseSchema(snapshot.metaData.schemaString),
    partitionColumns: snapshot.metaData.partitionColumns,
    files: [...snapshot.files.values()].map((file) => toTableFile(location, file)),
  };
}

/** The last version that was committed at or before a time. */
async function versionAt(context: TableContext, listing: LogListing, at: Date): Promise<number> {
  for (const version of listing.commits.toReversed()) {
    const time = await timeOf(context, version);
    if (time !== undefined && time <= at.getTime()) return version;
  }
  throw context.log.missing(listing, `of ${at.toISOString()}`);
}

function toTableFile(location: string, file: AddFile): TableFile {
  const rows = /"numRecords"\s*:\s*(\d+)/.exec(file.stats ?? '')?.[1];
  return {
    path: decodePath(location, file.path),
    bytes: Number(file.size),
    partitionValues: file.partitionValues,
    ...(rows !== undefined && { rows: Number(rows) }),
  };
}
