import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { field, type DataType, type Field, type ParquetFile } from '@mu-mesh/core';
import { discard, sync } from '../stores/durable';
import { errorCode } from '../stores/fs';
import { TEMPORARY, type Store } from '../stores/store';
import type { Action } from './actions';
import { parseExact, stringifyExact } from './exact-json';
import { checkpointName, LOG_DIRECTORY, type Checkpoint } from './log-listing';
import type { TableSnapshot } from './snapshot';

const MAP: DataType = { type: 'map', keyType: 'string', valueType: 'string', valueContainsNull: true };
const NAMES: DataType = { type: 'array', elementType: 'string', containsNull: true };

/** Columns of a classic checkpoint. Source: Delta protocol, "Checkpoint Schema". */
export const CHECKPOINT_COLUMNS: Field[] = [
  action('txn', { appId: 'string', version: 'long', lastUpdated: 'long' }),
  action('add', {
    path: 'string',
    partitionValues: MAP,
    size: 'long',
    modificationTime: 'long',
    dataChange: 'boolean',
    stats: 'string',
    tags: MAP,
  }),
  action('remove', {
    path: 'string',
    deletionTimestamp: 'long',
    dataChange: 'boolean',
    extendedFileMetadata: 'boolean',
    partitionValues: MAP,
    size: 'long',
  }),
  action('metaData', {
    id: 'string',
    name: 'string',
    description: 'string',
    format: { type: 'struct', fields: [field('provider', 'string'), field('options', MAP)] },
    schemaString: 'string',
    partitionColumns: NAMES,
    configuration: MAP,
    createdTime: 'long',
  }),
  action('protocol', {
    minReaderVersion: 'integer',
    minWriterVersion: 'integer',
    readerFeatures: NAMES,
    writerFeatures: NAMES,
  }),
];

/** The actions that a checkpoint holds. */
export async function readCheckpoint(
  parquet: ParquetFile,
  location: string,
  checkpoint: Checkpoint,
): Promise<Action[]> {
  const parts = await Promise.all(checkpoint.names.map((name) => parquet.read(join(location, LOG_DIRECTORY, name))));
  return parts.flat().map((row) => toAction(row));
}

/**
 * Writes a snapshot as a single-file checkpoint and points `_last_checkpoint` to it.
 * Tombstones older than `expired` (ms since the epoch) are left out.
 */
export async function writeCheckpoint(
  store: Store,
  parquet: ParquetFile,
  location: string,
  snapshot: TableSnapshot,
  expired: number,
): Promise<void> {
  const folder = join(location, LOG_DIRECTORY);
  const rows = [...actionsOf(snapshot, expired)].map((action) => stringifyExact(complete(action, CHECKPOINT_COLUMNS)));
  const temporary = join(folder, `${TEMPORARY}${randomUUID()}.parquet`);
  try {
    await parquet.write(temporary, CHECKPOINT_COLUMNS, rows);
    await sync(store.fs, temporary);
    await store.claim(temporary, join(folder, checkpointName(snapshot.version)));
    await sync(store.fs, folder);
  } finally {
    await discard(store.fs, temporary);
  }
  await pointTo(store, folder, snapshot.version, rows.length);
}

function* actionsOf(snapshot: TableSnapshot, expired: number): Generator<Action> {
  yield { protocol: snapshot.protocol };
  yield { metaData: snapshot.metaData };
  for (const txn of snapshot.txns.values()) yield { txn };
  for (const add of snapshot.files.values()) yield { add: { ...add, dataChange: false } };
  for (const remove of snapshot.tombstones.values()) {
    if (Number(remove.deletionTimestamp ?? 0) > expired) yield { remove: { ...remove, dataChange: false } };
  }
}

/** Exactly these columns, nulls where the value has none: what others put into an action besides is not of a classic checkpoint. */
function complete(value: object, columns: readonly Field[]): Record<string, unknown> {
  const known = new Map<string, unknown>(Object.entries(value));
  const pairs = columns.map(({ name, type }): [string, unknown] => {
    const inner = known.get(name) ?? null;
    const nested = typeof type === 'object' && type.type === 'struct' && typeof inner === 'object' && inner !== null;
    return [name, nested ? complete(inner, type.fields) : inner];
  });
  return Object.fromEntries(pairs);
}

/** `_last_checkpoint` never goes back: a slower writer of an older checkpoint leaves it alone. */
async function pointTo(store: Store, folder: string, version: number, size: number): Promise<void> {
  const path = join(folder, '_last_checkpoint');
  const current = await store.fs.read(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '{}';
    throw error;
  });
  const last = /"version"\s*:\s*(\d+)/.exec(current)?.[1];
  if (last !== undefined && Number(last) >= version) return;
  await store.replace(path, JSON.stringify({ version, size }));
}

function action(name: string, columns: Record<string, DataType>): Field {
  return field(name, { type: 'struct', fields: Object.entries(columns).map(([key, type]) => field(key, type)) });
}

/** A checkpoint's row: all columns but one are null. */
function toAction(row: string): Action {
  const columns = parseExact(row) as Record<string, Record<string, unknown> | null>;
  const [name, value] = Object.entries(columns).find(([, column]) => column !== null) ?? [];
  if (!name || !value) return {};
  if (name === 'add') return { add: { ...value, partitionValues: toMap(value['partitionValues']) } } as Action;
  if (name === 'remove' && value['partitionValues']) {
    return { remove: { ...value, partitionValues: toMap(value['partitionValues']) } } as Action;
  }
  if (name === 'metaData') return { metaData: { ...value, configuration: toMap(value['configuration']) } } as Action;
  return { [name]: value };
}

/** Maps come as objects, or as lists of `key` and `value`, as the engine's JSON has them. */
function toMap(value: unknown): Record<string, string | null> {
  if (!Array.isArray(value)) return (value ?? {}) as Record<string, string | null>;
  return Object.fromEntries(value.map((entry: { key: string; value: string | null }) => [entry.key, entry.value]));
}
