import { MeshError, type Field } from '@mu-mesh/core';
import type { MetaData, Protocol } from './actions';
import type { Snapshot, TableSnapshot } from './snapshot';
import { usesType } from './schema';

/** Version of what mu-mesh keeps in a table; older code refuses newer tables. */
export const FORMAT = 1;
export const FORMAT_PROPERTY = 'mu-mesh.format';

const READABLE = new Set(['timestampNtz']);
/** Features that ask nothing of a writer as long as the table does not use them; `activeFeatures` looks. */
const WRITABLE = new Set([
  'appendOnly',
  'invariants',
  'checkConstraints',
  'changeDataFeed',
  'generatedColumns',
  'timestampNtz',
]);

const NOT_NULL = /"(nullable|containsNull|valueContainsNull)"\s*:\s*false/;

/** Refuses what this version cannot read. Throws TABLE_UNSUPPORTED, naming the features. */
export function assertReadable(location: string, snapshot: Snapshot): asserts snapshot is TableSnapshot {
  const { protocol, metaData } = snapshot;
  if (!protocol || !metaData) throw unsupported(location, 'read', ['a log without protocol or metaData']);
  const features = readerFeatures(protocol).filter((feature) => !READABLE.has(feature));
  const unknown = features.filter((feature) => feature !== 'columnMapping');
  if (mapsColumns(metaData)) unknown.push('columnMapping');
  if (protocol.minReaderVersion > 3) unknown.push(`reader version ${protocol.minReaderVersion}`);
  if (metaData.format.provider !== 'parquet') unknown.push(`${metaData.format.provider} files`);
  if ([...snapshot.files.values()].some((file) => file.deletionVector)) unknown.push('deletionVectors');
  const format = metaData.configuration[FORMAT_PROPERTY];
  if (format !== undefined && !(Number(format) <= FORMAT)) unknown.push(`${FORMAT_PROPERTY} ${format}`);
  if (unknown.length > 0) throw unsupported(location, 'read', unknown);
}

/** Refuses what this version cannot write. Throws TABLE_UNSUPPORTED, naming the features. */
export function assertWritable(location: string, { protocol, metaData }: TableSnapshot, removes: boolean): void {
  const unknown = (protocol.writerFeatures ?? []).filter(
    (feature) => protocol.minWriterVersion >= 7 && !WRITABLE.has(feature),
  );
  if (protocol.minWriterVersion > 7) unknown.push(`writer version ${protocol.minWriterVersion}`);
  unknown.push(...activeFeatures(metaData, removes));
  if (unknown.length > 0) throw unsupported(location, 'write', [...new Set(unknown)]);
}

/** Features that the table's metadata puts to use, whatever its protocol lists. */
function activeFeatures({ schemaString, configuration }: MetaData, removes: boolean): string[] {
  const active: string[] = [];
  const enabled = (property: string): boolean => configuration[property]?.toLowerCase() === 'true';
  if (removes && enabled('delta.appendOnly')) active.push('appendOnly');
  if (enabled('delta.enableChangeDataFeed')) active.push('changeDataFeed');
  if (enabled('delta.enableRowTracking')) active.push('rowTracking');
  if (enabled('delta.enableInCommitTimestamps')) active.push('inCommitTimestamp');
  if (Object.keys(configuration).some((key) => key.startsWith('delta.constraints.'))) active.push('checkConstraints');
  if (schemaString.includes('"delta.invariants"')) active.push('invariants');
  if (schemaString.includes('"delta.generationExpression"')) active.push('generatedColumns');
  if (schemaString.includes('"delta.identity.')) active.push('identityColumns');
  if (!removes && NOT_NULL.test(schemaString)) active.push('NOT NULL columns');
  return active;
}

/** The protocol that a schema asks for, at least `current`. */
export function protocolFor(fields: readonly Field[], current?: Protocol): Protocol {
  const base = current ?? { minReaderVersion: 1, minWriterVersion: 2 };
  if (!usesType(fields, 'timestamp_ntz') || readerFeatures(base).includes('timestampNtz')) return base;
  return {
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: [...readerFeatures(base), 'timestampNtz'],
    writerFeatures: [...writerFeatures(base), 'timestampNtz'],
  };
}

function readerFeatures(protocol: Protocol): string[] {
  if (protocol.minReaderVersion >= 3) return protocol.readerFeatures ?? [];
  return protocol.minReaderVersion === 2 ? ['columnMapping'] : [];
}

/** What the older writer versions imply. Source: Delta protocol, "Valid Feature Names in Table Features". */
function writerFeatures(protocol: Protocol): string[] {
  if (protocol.minWriterVersion >= 7) return protocol.writerFeatures ?? [];
  const since: [number, string][] = [
    [2, 'appendOnly'],
    [2, 'invariants'],
    [3, 'checkConstraints'],
    [4, 'changeDataFeed'],
    [4, 'generatedColumns'],
    [5, 'columnMapping'],
    [6, 'identityColumns'],
  ];
  return since.flatMap(([version, feature]) => (protocol.minWriterVersion >= version ? [feature] : []));
}

function mapsColumns({ configuration }: MetaData): boolean {
  const mode = configuration['delta.columnMapping.mode'];
  return mode !== undefined && mode !== 'none';
}

function unsupported(location: string, verb: string, features: readonly string[]): MeshError {
  return new MeshError('TABLE_UNSUPPORTED', `Cannot ${verb} the table ${location}: it needs ${features.join(', ')}`);
}
