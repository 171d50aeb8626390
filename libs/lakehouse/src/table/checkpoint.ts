import { MeshError } from '@mu-mesh/core';
import { writeCheckpoint } from '../delta/checkpoint';
import { assertWritable } from '../delta/protocol';
import type { TableSnapshot } from '../delta/snapshot';
import type { TableContext } from './context';
import { latestSnapshot } from './latest';

/** Writes a checkpoint of the last version, unless there is one. Returns the version. */
export async function checkpointLatest(context: TableContext): Promise<number> {
  const { store, location, parquet, host } = context;
  const snapshot = await latestSnapshot(context);
  if (!snapshot) throw new MeshError('TABLE_MISSING', `There is no table in ${location}`);
  assertWritable(location, snapshot, false);
  const expired = host.now().getTime() - tombstoneRetention(snapshot);
  await writeCheckpoint(store, parquet(), location, snapshot, expired);
  return snapshot.version;
}

const WEEK = 7 * 24 * 3600 * 1000;
const UNITS: Record<string, number> = { day: WEEK / 7, week: WEEK, hour: WEEK / 168, minute: 60_000, second: 1000 };

/** `delta.deletedFileRetentionDuration` (`interval 7 days`) in milliseconds. */
function tombstoneRetention({ metaData }: TableSnapshot): number {
  const match = /^(?:interval\s+)?(\d+)\s+(day|week|hour|minute|second)s?$/i.exec(
    metaData.configuration['delta.deletedFileRetentionDuration'] ?? '',
  );
  const unit = UNITS[match?.[2]?.toLowerCase() ?? ''];
  return match && unit ? Number(match[1]) * unit : WEEK;
}
