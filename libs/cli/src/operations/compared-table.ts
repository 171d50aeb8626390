import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type Dataset,
  MeshError,
  type MeshContext,
  type Relation,
  type Scope,
  type Table,
  parseAddress,
} from '@mu-mesh/core';
import { neverBuilt } from './history';
import { previewFiles, previewRows } from './preview-file';
import { parseTime } from './rollback';
import { datasets, tableOf } from './table-of';
import { readable } from './version-missing';

/** One side of a comparison, found but not read. */
export interface ComparedTable {
  /** The address, or the absolute path. */
  source: string;
  format: 'delta' | 'parquet' | 'csv' | 'json';
  /** Of a Delta table. */
  version: number | null;
  dataset?: Dataset;
  /** Files and folders that reading it opens. */
  paths: string[];
  /** Its rows; `temporary` is a folder of its own. */
  rows(scope: Scope, temporary: string): Promise<Relation>;
}

/** What `ADDRESS@VERSION` or a path names, before a version is chosen. */
type Named = { table: Table; source: string; dataset?: Dataset; at?: number | Date } | { path: string };

/**
 * Finds the two tables that a comparison names; with one name, the version before the one that is named and that one's
 * last. Throws USAGE, TABLE_MISSING, VERSION_MISSING, SOURCE_MISSING.
 */
export async function comparedTables(
  context: MeshContext,
  cwd: string,
  from: string,
  to: string | undefined,
): Promise<[ComparedTable, ComparedTable]> {
  const first = named(context, cwd, from);
  if (to !== undefined) return [await compared(first), await compared(named(context, cwd, to))];
  if ('path' in first)
    throw new MeshError('USAGE', `${from} is no Delta table: it has no versions to compare`, {
      hint: 'Name a second table.',
    });
  const head = await first.table.head();
  if (!head) throw neverBuilt(first.source);
  const { at = head.version - 1 } = first;
  if (at === -1)
    throw new MeshError('USAGE', `${first.source} has one version, number 0: there is nothing to compare it with`, {
      hint: 'Compare it again after a run that changed it, or name a second table.',
    });
  if (at === head.version)
    throw new MeshError('USAGE', `version ${head.version} is the newest one of ${first.source}: name a second table`, {
      hint: `\`mesh diff ${first.source}\` compares it with the version before; \`mesh history ${first.source}\` lists all.`,
    });
  return [await compared({ ...first, at }), await compared({ ...first, at: head.version })];
}

function named(context: MeshContext, cwd: string, text: string): Named {
  const [name, suffix] = split(cwd, text);
  const at = suffix === undefined ? {} : { at: /^\d{1,15}$/.test(suffix) ? Number(suffix) : parseTime(suffix) };
  const path = resolve(cwd, name);
  const known = datasets(context.workspace).some(({ id }) => id === name);
  if (parseAddress(name) && (known || !existsSync(path))) {
    const { table, dataset } = tableOf(context, name);
    return { table, source: name, ...(dataset && { dataset }), ...at };
  }
  if (existsSync(join(path, '_delta_log'))) return { table: context.lakehouse.table(path), source: path, ...at };
  if (suffix !== undefined) throw new MeshError('USAGE', `${name} is no Delta table: it has no versions`);
  return { path };
}

/** A name and what follows its `@`: of a path that is no Delta table only what begins as a version or a time. */
function split(cwd: string, text: string): [name: string, suffix?: string] {
  const [, name, suffix = ''] = existsSync(resolve(cwd, text)) ? [] : (/^(.+)@([^@/\\]*)$/.exec(text) ?? []);
  if (name === undefined) return [text];
  const isTable = parseAddress(name) !== undefined || existsSync(join(resolve(cwd, name), '_delta_log'));
  return isTable || /^\d/.test(suffix) ? [name, suffix] : [text];
}

async function compared(given: Named): Promise<ComparedTable> {
  if ('path' in given) {
    const { format, files } = previewFiles(given.path);
    return {
      source: given.path,
      format,
      version: null,
      paths: [given.path],
      rows: (scope, temporary) => previewRows(scope, format, files, temporary, true),
    };
  }
  const { table, source, dataset, at } = given;
  if ((await table.head()) === undefined) throw neverBuilt(source);
  const scan = await readable(source, table, at);
  return {
    source,
    format: 'delta',
    version: scan.version,
    ...(dataset && { dataset }),
    paths: [table.location],
    rows: (scope) => scope.table(scan),
  };
}
