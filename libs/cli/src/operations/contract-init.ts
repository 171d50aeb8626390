import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ColumnProfile, type Field, MeshError, type Scope, contractFile } from '@mu-mesh/core';
import type { MeshContext } from '@mu-mesh/core';
import { identifier } from '@mu-mesh/engine-duckdb';
import { neverBuilt } from './history';
import { withSession } from './session';
import { tableOf, unknownAddress } from './table-of';

/** A text column with at most this many values, each on average on several rows, gets them as accepted values. */
const FEW_VALUES = 12;
const ROWS_PER_VALUE = 5;
const COUNTED = /^(?:byte|short|integer|long|string|date|boolean|decimal\(\d+,0\))$/;
const ORDERED = /^(?:byte|short|integer|long|float|double|decimal\(\d+,\d+\))$/;

export interface ContractInitResult {
  address: string;
  /** Absolute path of the written file. */
  file: string;
  rows: number;
  columns: number;
}

/** Writes a contract from a table's schema and rows. Throws USAGE where one is there already, TABLE_MISSING. */
export async function contractInit(context: MeshContext, address: string): Promise<ContractInitResult> {
  const { table, dataset } = tableOf(context, address);
  if (!dataset) throw unknownAddress(context.workspace, address);
  const file = join(dirname(dataset.file), 'contract.odcs.yaml');
  if (existsSync(file))
    throw new MeshError('USAGE', `${address} has a contract already; nothing was written`, {
      hint: 'Change the file, or move it away first.',
      position: { file, line: 1, column: 1 },
    });
  if ((await table.head()) === undefined) throw neverBuilt(address);
  const scan = await table.scan();
  const profile = await withSession(context, [table.location], async (scope) => {
    await scope.name('profiled', await scope.table(scan));
    return profileTable(scope, scan.schema);
  });
  const owner = context.workspace.domains.find(({ name }) => name === dataset.address.domain)?.owner;
  writeFileSync(file, contractFile({ address, ...profile, ...(owner && { owner }) }), { flag: 'wx' });
  return { address, file, rows: profile.rows, columns: profile.columns.length };
}

async function profileTable(
  scope: Scope,
  fields: readonly Field[],
): Promise<{ rows: number; columns: ColumnProfile[] }> {
  const figures = fields.flatMap(({ name, type }) => {
    const column = identifier(name);
    const isCounted = typeof type === 'string' && COUNTED.test(type);
    const isOrdered = typeof type === 'string' && ORDERED.test(type);
    return [
      `count(*) - count(${column})`,
      isCounted ? `count(DISTINCT ${column})` : 'NULL',
      isOrdered ? `min(${column})::VARCHAR` : 'NULL',
      isOrdered ? `max(${column})::VARCHAR` : 'NULL',
    ];
  });
  const [row = []] = await select(
    scope,
    `SELECT count(*) AS total, ${figures.map((sql, i) => `${sql} AS f${i}`).join(', ')} FROM profiled`,
    1,
  );
  const rows = Number(row[0] ?? 0);
  const columns: ColumnProfile[] = [];
  for (const [i, field] of fields.entries()) {
    const [nulls, distinct, min, max] = row.slice(1 + 4 * i, 5 + 4 * i);
    const known = distinct === null || distinct === undefined ? undefined : Number(distinct);
    const isFew =
      field.type === 'string' &&
      known !== undefined &&
      known > 0 &&
      known <= FEW_VALUES &&
      rows >= known * ROWS_PER_VALUE;
    const column = identifier(field.name);
    const values = isFew
      ? await select(
          scope,
          `SELECT DISTINCT ${column} AS v FROM profiled WHERE ${column} IS NOT NULL ORDER BY v`,
          FEW_VALUES,
        )
      : [];
    columns.push({
      field,
      nulls: Number(nulls ?? 0),
      ...(known !== undefined && { distinct: known }),
      ...(typeof min === 'string' && { min }),
      ...(typeof max === 'string' && { max }),
      ...(isFew && { values: values.flatMap(([value]) => (typeof value === 'string' ? [value] : [])) }),
    });
  }
  return { rows, columns };
}

async function select(scope: Scope, sql: string, limit: number): Promise<(string | null)[][]> {
  return scope.rows(await scope.query(sql), limit);
}
