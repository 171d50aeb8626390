import { pathToFileURL } from 'node:url';
import { formatType, type DataType, type Field } from '../model/schema';
import type { CheckKind } from '../model/check';
import type { CheckResult } from '../model/events';
import { facet, type Facet, type Facets } from './event';
import { fileName } from './names';

export interface Statistics {
  rows?: number;
  bytes?: number;
  files?: number;
}

/** Columns and their types in Spark's spelling; a struct's fields below it. */
export function schemaFacet(schema: readonly Field[]): Facet {
  return facet('1-2-0', 'SchemaDatasetFacet', { fields: schema.map(schemaField) });
}

function schemaField({ name, type }: Field, index: number): Record<string, unknown> {
  const nested = fieldsOf(type);
  return {
    name,
    type: formatType(type),
    ordinal_position: index + 1,
    ...(nested.length > 0 && { fields: nested.map(schemaField) }),
  };
}

function fieldsOf(type: DataType): Field[] {
  if (typeof type === 'string') return [];
  if (type.type === 'struct') return type.fields;
  return type.type === 'array' ? fieldsOf(type.elementType) : fieldsOf(type.valueType);
}

/** Where files lie, as a URL. */
export function sourceFacet(path: string): Facet {
  return facet('1-0-1', 'DatasourceDatasetFacet', { name: fileName(path).namespace, uri: pathToFileURL(path).href });
}

/** What is said of a table of the mesh: where it lies, its format, its address, and the version and schema where known. */
export function tableFacets(
  namespace: string,
  address: string,
  location: string,
  at: { version?: number; schema?: readonly Field[] },
): Facets {
  return {
    dataSource: sourceFacet(location),
    storage: facet('1-0-1', 'StorageDatasetFacet', { storageLayer: 'delta', fileFormat: 'parquet' }),
    symlinks: facet('1-0-1', 'SymlinksDatasetFacet', { identifiers: [{ namespace, name: address, type: 'TABLE' }] }),
    ...(at.version !== undefined && {
      version: facet('1-0-1', 'DatasetVersionDatasetFacet', { datasetVersion: String(at.version) }),
    }),
    ...(at.schema && { schema: schemaFacet(at.schema) }),
  };
}

export function inputStatistics(read: Statistics): Facets {
  const members = statistics(read);
  return Object.keys(members).length === 0
    ? {}
    : { inputStatistics: facet('1-0-0', 'InputStatisticsInputDatasetFacet', members) };
}

/** Rows, bytes and files of one commit. */
export function outputStatistics(written: Statistics): Facets {
  return { outputStatistics: facet('1-0-2', 'OutputStatisticsOutputDatasetFacet', statistics(written)) };
}

function statistics({ rows, bytes, files }: Statistics): Record<string, number> {
  return {
    ...(rows !== undefined && { rowCount: rows }),
    ...(bytes !== undefined && { size: bytes }),
    ...(files !== undefined && { fileCount: files }),
  };
}

const STEP = { ingest: 'row_fits_types', validation: 'custom_sql', filter: 'row_filter' } as const;

/** By what a rule of a contract is about; the spec's own words where it has one. */
const RULE: Readonly<Record<CheckKind, string>> = {
  schema: 'schema',
  required: 'not_null',
  unique: 'unique',
  primaryKey: 'unique',
  enum: 'accepted_values',
  range: 'accepted_range',
  length: 'accepted_length',
  pattern: 'pattern',
  items: 'accepted_items',
  foreignKey: 'relationships',
  freshness: 'freshness',
  library: 'library_metric',
  sql: 'custom_sql',
  custom: 'custom',
  sla: 'service_level',
};

/** What the checks of a run found, of the rows that were to be written. */
export function assertionsFacet(checks: readonly CheckResult[]): Facets {
  return checks.length === 0
    ? {}
    : {
        dataQualityAssertions: facet('1-1-0', 'DataQualityAssertionsDatasetFacet', {
          assertions: checks.map(assertion),
        }),
      };
}

function assertion(check: CheckResult): Record<string, unknown> {
  const { name, success, severity, offending, checked, expected, actual, sql } = check;
  return {
    assertion: kindOf(check),
    success,
    severity: severity === 'error' ? 'error' : 'warn',
    name,
    ...about(check.column),
    ...(expected !== undefined && { expected }),
    actual: actual ?? `${offending} rows`,
    ...(sql !== undefined && { content: sql, contentType: 'sql' }),
    params: {
      offending,
      ...(checked !== undefined && { checked }),
      ...(check.kind === 'contract' && { source: 'contract', ...keyOf(check.column) }),
    },
  };
}

function kindOf({ kind, rule }: CheckResult): string {
  return kind === 'contract' || kind === 'evolution' ? RULE[rule ?? 'schema'] : STEP[kind];
}

/** The facet has room for one column; those of a key are in the parameters. */
function about(column: string | undefined): { column?: string } {
  return column === undefined || column.includes(', ') ? {} : { column };
}

function keyOf(column: string | undefined): { columns?: string[] } {
  return column?.includes(', ') ? { columns: column.split(', ') } : {};
}
