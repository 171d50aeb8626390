import { MeshError } from '@mu-mesh/core';
import type { MeshContext } from '@mu-mesh/core';
import type { HistoryResult } from '../render/history';
import { tableOf } from './table-of';

/** The versions of a dataset's table, newest first. Throws USAGE, TABLE_MISSING. */
export async function history(context: MeshContext, address: string, limit?: number): Promise<HistoryResult> {
  const { table } = tableOf(context, address);
  if ((await table.head()) === undefined) throw neverBuilt(address);
  const versions = await table.history(limit);
  return {
    address,
    versions: versions.map(({ version, at, operation, run, state }) => ({
      version,
      at,
      run: run ?? state?.run ?? null,
      operation,
      rows: state?.rows ?? null,
      inputs: Object.entries(state?.inputs ?? {}).map(([input, read]) => ({ address: input, version: read })),
    })),
  };
}

export function neverBuilt(address: string): MeshError {
  return new MeshError('TABLE_MISSING', `${address} has no table yet`, {
    hint: `Build it: mesh run +${address}`,
    address,
  });
}
