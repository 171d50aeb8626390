import { mkdir } from 'node:fs/promises';
import { MeshError } from '../errors';
import type { Field } from '../model/schema';
import type { CsvOptions, Scan, Scope, StagedRelation } from '../ports';

const CSV: CsvOptions = {
  header: true,
  inferSchema: false,
  sep: ',',
  quote: '"',
  escape: '"',
  nullValue: '',
  multiLine: true,
  ignoreLeadingWhiteSpace: false,
  ignoreTrailingWhiteSpace: false,
};

/** Where a case's tables are staged. */
export interface FixtureTarget {
  directory: string;
  quarantineFile: string;
  run: string;
}

/** A given table: text cast to the dataset's columns, absent ones null. Without known columns, types are inferred. */
export async function loadGiven(
  scope: Scope,
  file: string,
  columns: Field[] | undefined,
  target: FixtureTarget,
): Promise<StagedRelation> {
  const loaded = await load(scope, file, columns === undefined, target);
  if (!columns) return loaded;
  refuseUnknown(file, loaded.columns, columns);
  return stageAs(scope, loaded, columns, file, target);
}

/** An expected table: only the columns of the file, with the types that the actual table has. */
export async function loadExpected(
  scope: Scope,
  file: string,
  actual: Field[],
  target: FixtureTarget,
): Promise<StagedRelation> {
  const loaded = await load(scope, file, false, target);
  refuseUnknown(file, loaded.columns, actual);
  const wanted = loaded.columns.flatMap((column) => actual.find((candidate) => candidate.name === column.name) ?? []);
  return stageAs(scope, loaded, wanted, file, target);
}

async function load(scope: Scope, file: string, infer: boolean, target: FixtureTarget): Promise<StagedRelation> {
  const base = { kind: 'scan' as const, files: [{ path: file }], badRows: 'FAILFAST' as const };
  const scan: Scan = file.endsWith('.json')
    ? { ...base, format: 'json', options: { multiLine: true } }
    : { ...base, format: 'csv', options: { ...CSV, inferSchema: infer } };
  await mkdir(target.directory, { recursive: true });
  const ingested = await scope.ingest(scan, { ...target, partitionBy: [], rule: 'fixture' });
  return ingested.relation;
}

async function stageAs(
  scope: Scope,
  loaded: StagedRelation,
  schema: Field[],
  file: string,
  target: FixtureTarget,
): Promise<StagedRelation> {
  try {
    return await scope.stage(loaded, { directory: target.directory, schema, partitionBy: [] });
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    throw new MeshError('CONFIG_INVALID', error.message, {
      position: { file, line: 1, column: 1 },
      cause: error,
      hint: "Write the value as the column's type has it.",
    });
  }
}

function refuseUnknown(file: string, present: readonly Field[], known: readonly Field[]): void {
  const unknown = present
    .filter((column) => !known.some((candidate) => candidate.name === column.name))
    .map((column) => column.name);
  if (unknown.length === 0) return;
  const hint = `It has: ${known.map((column) => column.name).join(', ')}.`;
  throw new MeshError('CONFIG_INVALID', `the table has no column ${unknown.join(', ')}`, {
    position: { file, line: 1, column: 1 },
    hint,
  });
}
