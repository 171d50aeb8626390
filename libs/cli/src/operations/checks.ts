import type { MeshContext } from '@mu-mesh/core';
import type { ChecksResult } from '../render/rule-results';
import { neverBuilt } from './history';
import { tableOf } from './table-of';

/** What the rules of the contract found in each version, newest first. Throws USAGE, TABLE_MISSING. */
export async function checks(context: MeshContext, address: string, limit?: number): Promise<ChecksResult> {
  const { table } = tableOf(context, address);
  if ((await table.head()) === undefined) throw neverBuilt(address);
  const versions = await table.history(limit);
  return {
    address,
    versions: versions.map(({ version, at, run, state }) => ({
      version,
      at,
      run: run ?? state?.run ?? null,
      checks: (state?.checks ?? []).map((check) => ({ ...check, column: check.column ?? null })),
    })),
  };
}
