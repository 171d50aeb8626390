import { MeshError, type Table } from '@mu-mesh/core';

/** Reads a version; VERSION_MISSING then speaks of the address, where the lake knows only the folder. */
export async function versionOf<T>(address: string, table: Table, read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof MeshError) || error.code !== 'VERSION_MISSING') throw error;
    const message = error.message.replace(`The table ${table.location}`, address).replace(table.location, address);
    throw new MeshError('VERSION_MISSING', message, { hint: seeHistory(address), address, cause: error });
  }
}

/** Where the versions of a dataset are listed. */
export function seeHistory(address: string): string {
  return `See \`mesh history ${address}\` for the versions that can be read.`;
}
