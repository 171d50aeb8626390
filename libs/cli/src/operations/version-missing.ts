import { existsSync } from 'node:fs';
import { MeshError, parseAddress, type Table, type TableScan } from '@mu-mesh/core';

/** Reads a version; VERSION_MISSING then speaks of the address, where the lake knows only the folder. */
export async function versionOf<T>(address: string, table: Table, read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof MeshError) || error.code !== 'VERSION_MISSING') throw error;
    const message = error.message.replace(`The table ${table.location}`, address).replace(table.location, address);
    throw new MeshError('VERSION_MISSING', message, { ...ofAddress(address), cause: error });
  }
}

/** A version to be read, the newest unless given. Throws VERSION_MISSING, also where `mesh vacuum` has removed files of it. */
export async function readable(address: string, table: Table, at?: number | Date): Promise<TableScan> {
  const scan = await versionOf(address, table, table.scan(at));
  if (at === undefined || scan.files.every(({ path }) => existsSync(path))) return scan;
  throw new MeshError(
    'VERSION_MISSING',
    `rows of version ${scan.version} of ${address} were removed by a vacuum`,
    ofAddress(address),
  );
}

/** What an error about a version adds where the table is a dataset's, and not one known by its folder only. */
function ofAddress(source: string): { hint?: string; address?: string } {
  return parseAddress(source) ? { hint: seeHistory(source), address: source } : {};
}

/** Where the versions of a dataset are listed. */
export function seeHistory(address: string): string {
  return `See \`mesh history ${address}\` for the versions that can be read.`;
}
