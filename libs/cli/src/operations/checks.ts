import type { CheckOutcome, MeshContext } from '@mu-mesh/core';
import type { ChecksResult, RuleResult } from '../render/rule-results';
import { neverBuilt } from './history';
import { tableOf } from './table-of';

/** What the rules of the contract found in each version, newest first, and in a run that they stopped since. Throws USAGE, TABLE_MISSING. */
export async function checks(context: MeshContext, address: string, limit?: number): Promise<ChecksResult> {
  const { table } = tableOf(context, address);
  const stopped = await table.pendingChecks();
  const built = (await table.head()) !== undefined;
  if (!built && !stopped) throw neverBuilt(address);
  const versions = built ? await table.history(limit) : [];
  return {
    address,
    pending: stopped ? { run: stopped.run, at: stopped.at, checks: stopped.checks.map(shown) } : null,
    versions: versions.map(({ version, at, run, state }) => ({
      version,
      at,
      run: run ?? state?.run ?? null,
      checks: (state?.checks ?? []).map(shown),
    })),
  };
}

function shown(check: CheckOutcome): RuleResult {
  return { ...check, column: check.column ?? null };
}
