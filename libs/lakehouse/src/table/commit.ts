import { randomUUID } from 'node:crypto';
import { discards, MeshError, type CommitOutcome, type Field, type StagedFile, type TableChange } from '@mu-mesh/core';
import type { Action, MetaData, RemoveFile } from '../delta/actions';
import { evolveSchema } from '../delta/evolution';
import { encodePath } from '../delta/file-path';
import { assertWritable, FORMAT, FORMAT_PROPERTY, protocolFor } from '../delta/protocol';
import { formatSchema, parseSchema, sameFields } from '../delta/schema';
import type { TableSnapshot } from '../delta/snapshot';
import { commitInfo } from './commit-info';
import { conflictWith } from './conflict';
import type { TableContext } from './context';
import { publishCommit } from './publish';
import { quarantineFiles, syncFiles } from './sync-files';

/** Commits staged files and state: see `Table.commit`. */
export async function commitChange(context: TableContext, change: TableChange): Promise<CommitOutcome> {
  const files = change.files.map((file) => file.path);
  await syncFiles(context, [...files, ...quarantineFiles(context, change.entries.values())]);
  context.host.at('files.synced');
  let since = change.readVersion;
  return publishCommit(context, async (latest, previous) => {
    since ??= latest?.version ?? -1;
    const conflict = await conflictWith(context, change, since, latest);
    if (conflict) return conflict;
    return {
      actions: actionsOf(context, change, latest),
      state: {
        kind: 'run',
        head: change.head,
        entries: change.entries,
        base: change.replaceEntries ? undefined : previous,
      },
    };
  });
}

function actionsOf(context: TableContext, change: TableChange, latest: TableSnapshot | undefined): Action[] {
  const { location, host } = context;
  const now = host.now().getTime();
  const overwrite = change.mode === 'overwrite';
  if (latest) assertWritable(location, latest, overwrite);
  const fields = schemaOf(change, latest);
  const actions: Action[] = [
    { commitInfo: commitInfo(host, change.operation, change.head.run, overwrite ? 'Overwrite' : 'Append') },
  ];
  const protocol = protocolFor(fields, latest?.protocol);
  if (protocol !== latest?.protocol) actions.push({ protocol });
  const metaData = metaDataOf(change, fields, latest, now);
  if (metaData !== latest?.metaData) actions.push({ metaData });
  if (latest && overwrite) for (const file of latest.files.values()) actions.push({ remove: removal(file, now) });
  for (const file of change.files) actions.push(addition(location, file, now));
  return actions;
}

/**
 * The schema after the commit. An append's files must have its types, for readers without type widening. What is to be
 * discarded is gone from them by now: a table that has changed since is a conflict of schemas.
 */
function schemaOf(change: TableChange, latest: TableSnapshot | undefined): Field[] {
  const current = latest && parseSchema(latest.metaData.schemaString);
  const evolution = discards({ schemaEvolution: change.evolution }) ? 'freeze' : change.evolution;
  const fields = evolveSchema(current, change.schema, change.mode, evolution);
  const missing = change.partitionBy.filter((name) => !fields.some((field) => field.name === name));
  if (missing.length > 0)
    throw new MeshError('SCHEMA_CONFLICT', `The partition columns ${missing.join(', ')} are not in the schema`);
  if (change.mode === 'overwrite' || !latest) return fields;
  const written = new Set(change.schema.map((field) => field.name));
  if (
    !sameFields(
      fields.filter((field) => written.has(field.name)),
      inOrder(change.schema, fields),
    )
  ) {
    throw new MeshError('SCHEMA_CONFLICT', 'The staged files have not the types of the table', {
      hint: 'Stage them with the schema that `evolve` returns.',
    });
  }
  if (change.partitionBy.join('\0') !== latest.metaData.partitionColumns.join('\0')) {
    throw new MeshError(
      'SCHEMA_CONFLICT',
      `The table is partitioned by (${latest.metaData.partitionColumns.join(', ')}), the append by (${change.partitionBy.join(', ')})`,
      {
        hint: 'Use the same "partition_by", or rebuild the table with mode "overwrite".',
      },
    );
  }
  return fields;
}

function inOrder(columns: readonly Field[], fields: readonly Field[]): Field[] {
  const written = new Map(columns.map((column) => [column.name, column]));
  return fields.flatMap((field) => written.get(field.name) ?? []);
}

/** The table's metadata, the same object where nothing changes. */
function metaDataOf(change: TableChange, fields: Field[], latest: TableSnapshot | undefined, now: number): MetaData {
  const configuration = { ...latest?.metaData.configuration, [FORMAT_PROPERTY]: String(FORMAT) };
  const schemaString = formatSchema(fields);
  if (!latest) {
    const format = { provider: 'parquet', options: {} };
    return {
      id: randomUUID(),
      format,
      schemaString,
      partitionColumns: change.partitionBy,
      configuration,
      createdTime: now,
    };
  }
  const current = latest.metaData;
  const same =
    formatSchema(parseSchema(current.schemaString)) === schemaString &&
    current.partitionColumns.join('\0') === change.partitionBy.join('\0') &&
    current.configuration[FORMAT_PROPERTY] === String(FORMAT);
  return same ? current : { ...current, schemaString, partitionColumns: change.partitionBy, configuration };
}

/** Delta has no empty partition value: the empty text is null there, and null here. */
function addition(location: string, file: StagedFile, now: number): Action {
  const values = Object.entries(file.partitionValues).map(([name, value]) => [name, value === '' ? null : value]);
  return {
    add: {
      path: encodePath(location, file.path),
      partitionValues: Object.fromEntries(values) as Record<string, string | null>,
      size: file.bytes,
      modificationTime: now,
      dataChange: true,
      stats: file.stats,
    },
  };
}

export function removal(
  file: { path: string; partitionValues: Record<string, string | null>; size: number | bigint },
  now: number,
): RemoveFile {
  const { path, partitionValues, size } = file;
  return { path, deletionTimestamp: now, dataChange: true, extendedFileMetadata: true, partitionValues, size };
}
