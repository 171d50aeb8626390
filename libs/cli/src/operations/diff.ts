import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { contractKey, type DataDiff, diffData, type MeshContext, type RowKey } from '@mu-mesh/core';
import { type ComparedTable, comparedTables } from './compared-table';
import { withSession } from './session';

export interface DiffRequest {
  /** An address or a path, each with `@version` where it is a Delta table. */
  from: string;
  /** Undefined: the newest version of `from`. */
  to?: string;
  /** Folder that relative paths start from; absolute. */
  cwd: string;
  key?: readonly string[];
  columns?: readonly string[];
  exclude?: readonly string[];
  limit: number;
  tolerance?: number;
}

/** What a side of a comparison was read from. */
export type DiffSide = Pick<ComparedTable, 'source' | 'format' | 'version'>;

export interface DiffResult extends Omit<DataDiff, 'samples'> {
  from: DiffSide;
  to: DiffSide;
  samples: {
    kind: 'added' | 'removed' | 'changed';
    cells: (string | null)[];
    before: (string | null)[] | null;
    times: number;
  }[];
}

/** Compares two tables, or two versions of one, row by row. Throws USAGE, TABLE_MISSING, VERSION_MISSING, SOURCE_MISSING. */
export async function diff(context: MeshContext, request: DiffRequest): Promise<DiffResult> {
  const { cwd, key, ...options } = request;
  const [from, to] = await comparedTables(context, cwd, request.from, request.to);
  return diffTables(context, from, to, {
    ...options,
    ...(key && { key: { columns: [...key], origin: 'option' as const } }),
  });
}

/** The same of tables that are found. Without a key it is that of the newer one's contract, else of the older one's. */
export async function diffTables(
  context: MeshContext,
  from: ComparedTable,
  to: ComparedTable,
  options: Pick<DiffRequest, 'columns' | 'exclude' | 'limit' | 'tolerance'> & { key?: RowKey },
): Promise<DiffResult> {
  return withSession(context, [...from.paths, ...to.paths], async (scope, temporary) => {
    const read = async (table: ComparedTable, name: string) => {
      await mkdir(join(temporary, name));
      return table.rows(scope, join(temporary, name));
    };
    const [older, newer] = [await read(from, 'from'), await read(to, 'to')];
    const key = options.key ?? promisedKey([to, from], [older.columns, newer.columns]);
    const { samples, ...found } = await diffData(scope, older, newer, {
      ...options,
      ...(key && { key }),
      typed: [from, to].every(({ format }) => format === 'delta' || format === 'parquet'),
    });
    return {
      from: sideOf(from),
      to: sideOf(to),
      ...found,
      samples: samples.map(({ before, ...sample }) => ({ ...sample, before: before ?? null })),
    };
  });
}

function sideOf({ source, format, version }: ComparedTable): DiffSide {
  return { source, format, version };
}

/** A contract's key whose columns both tables have. */
function promisedKey(
  tables: readonly ComparedTable[],
  columns: readonly (readonly { name: string }[])[],
): RowKey | undefined {
  return tables
    .flatMap(({ dataset }) => (dataset?.contract ? (contractKey(dataset.contract) ?? []) : []))
    .find((key) =>
      key.columns.every((name) =>
        columns.every((all) => all.some((one) => one.name.toLowerCase() === name.toLowerCase())),
      ),
    );
}
