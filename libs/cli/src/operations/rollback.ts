import { fingerprint, MeshError, newRunId } from '@mu-mesh/core';
import type { MeshContext } from '@mu-mesh/core';
import { neverBuilt } from './history';
import { tableOf } from './table-of';
import { versionOf } from './version-missing';

export interface RollbackResult {
  address: string;
  /** The version whose rows and state are restored. */
  restored: number;
  /** The version before. */
  from: number;
  /** The new version. */
  version: number;
  run: string;
}

/**
 * Commits the rows and state of an old version as a new one and holds the dataset.
 * `to` is a version or an ISO 8601 time, of which the last version at that time is meant (UTC where it names no zone).
 * Throws USAGE, TABLE_MISSING, VERSION_MISSING.
 */
export async function rollback(context: MeshContext, address: string, to: string): Promise<RollbackResult> {
  const { table, dataset } = tableOf(context, address);
  const head = await table.head();
  if (head === undefined) throw neverBuilt(address);
  const at = /^\d{1,15}$/.test(to) ? Number(to) : parseTime(to);
  const { version: restored } = await versionOf(address, table, table.scan(at));
  if (restored === head.version)
    throw new MeshError(
      'USAGE',
      `version ${restored} of ${address} is its newest one: there is nothing to go back to`,
      {
        hint: `Name an older one: \`mesh history ${address}\` lists them.`,
        address,
      },
    );
  const run = newRunId(context.host.now());
  const job = dataset && fingerprint(dataset, context.workspace.root, context.engine());
  const version = await versionOf(address, table, table.restore(restored, run, job));
  return { address, restored, from: head.version, version, run };
}

/** An ISO 8601 time, in UTC where it names no zone. Throws USAGE. */
export function parseTime(text: string): Date {
  const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?<zone>Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  const time = iso
    ? new Date(`${text.replace(' ', 'T')}${text.length > 10 && iso.groups?.['zone'] === undefined ? 'Z' : ''}`)
    : undefined;
  if (time === undefined || Number.isNaN(time.getTime())) {
    throw new MeshError('USAGE', `\`${text}\` is neither a version nor a time`, {
      hint: 'Write a version (7) or a time (2026-11-23T10:15:00Z).',
    });
  }
  return time;
}
