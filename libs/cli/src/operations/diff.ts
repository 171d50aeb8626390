import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { contractKey, type DataDiff, diffData, type DiffKey, type MeshContext, type RowKey } from '@mu-mesh/core';
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

/** The key of a contract that was passed over, since a table lacks columns of it. */
export interface UnusedKey {
  /** The address whose contract has it. */
  contract: string;
  columns: string[];
  /** The table that lacks some, and which. */
  lacking: string;
  missing: string[];
}

export interface DiffResult extends Omit<DataDiff, 'samples' | 'key'> {
  from: DiffSide;
  to: DiffSide;
  /** `contract`: the address whose contract has it; null where it was asked for. */
  key: (DiffKey & { contract: string | null }) | null;
  unusedKeys: UnusedKey[];
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
    const sides = [
      { table: to, columns: newer.columns },
      { table: from, columns: older.columns },
    ];
    const promised = options.key ? { key: options.key, contract: null, unused: [] } : promisedKey(sides);
    const { samples, key, ...found } = await diffData(scope, older, newer, {
      ...options,
      ...(promised.key && { key: promised.key }),
      typed: [from, to].every(({ format }) => format === 'delta' || format === 'parquet'),
    });
    return {
      from: sideOf(from),
      to: sideOf(to),
      ...found,
      key: key && { ...key, contract: promised.contract },
      unusedKeys: promised.unused,
      samples: samples.map(({ before, ...sample }) => ({ ...sample, before: before ?? null })),
    };
  });
}

function sideOf({ source, format, version }: ComparedTable): DiffSide {
  return { source, format, version };
}

interface Side {
  table: ComparedTable;
  columns: readonly { name: string }[];
}

/** The first contract's key whose columns both tables have, and those that came before it. */
function promisedKey(sides: readonly Side[]): { key?: RowKey; contract: string | null; unused: UnusedKey[] } {
  const unused = new Map<string, UnusedKey>();
  for (const { dataset } of sides.map(({ table }) => table)) {
    const key = dataset?.contract && contractKey(dataset.contract);
    if (!dataset || !key) continue;
    const lacks = sides
      .map(({ table, columns }) => ({ table, missing: key.columns.filter((name) => !has(columns, name)) }))
      .find(({ missing }) => missing.length > 0);
    if (!lacks) return { key, contract: dataset.id, unused: [...unused.values()] };
    const lacking = nameOf(lacks.table, sides);
    const one = { contract: dataset.id, columns: key.columns, lacking, missing: lacks.missing };
    unused.set(JSON.stringify(one), one);
  }
  return { contract: null, unused: [...unused.values()] };
}

function has(columns: readonly { name: string }[], name: string): boolean {
  return columns.some((one) => one.name.toLowerCase() === name.toLowerCase());
}

/** With its version where both sides are of one table. */
function nameOf({ source, version }: ComparedTable, sides: readonly Side[]): string {
  const isAlone = sides.filter(({ table }) => table.source === source).length === 1;
  return isAlone || version === null ? source : `${source}@${version}`;
}
