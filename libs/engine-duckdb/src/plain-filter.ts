import { isNode, readSerialized, type SerializedNode } from '@mu-mesh/core';

import { serialize } from './analysis/analyse';
import { text, visitNodes } from './analysis/ast';
import type { Connection } from './connection';
import { enclose, type NamedRows } from './names';
import type { DuckDbRelation } from './relation';

/** What stands in a `SELECT * FROM name WHERE …` and nothing else. */
const SELECT = new Set(['type', 'select_list', 'from_table', 'where_clause', 'aggregate_handling']);
const FROM = new Set(['type', 'alias', 'query_location', 'table_name']);
const STAR = new Set(['class', 'type', 'query_location', 'columns']);

/** What a statement filters, where those rows have numbers, and the statement over them. */
export async function filteredRows(
  connection: Connection,
  names: ReadonlyMap<string, NamedRows>,
  sql: string,
): Promise<DuckDbRelation['filtered']> {
  if (![...names.values()].some(({ numbered }) => numbered !== undefined)) return undefined;
  const name = await plainFilter(connection, sql);
  const found = [...names].find(([known]) => known.toLowerCase() === name);
  const from = found?.[1].numbered;
  if (!found || from === undefined) return undefined;
  return { from, sql: enclose(sql, new Map(names).set(found[0], { ...found[1], sql: from, stored: true })) };
}

/**
 * The one-part name whose rows a statement filters, in small letters: `SELECT * FROM name WHERE …`, where the condition would mean
 * the same if the rows had one column more. Undefined for everything else.
 */
async function plainFilter(connection: Connection, sql: string): Promise<string | undefined> {
  const [json = ''] = await serialize(connection, [sql]);
  const parsed = readSerialized(json);
  const [statement] = parsed.ok && parsed.statements.length === 1 ? parsed.statements : [];
  const node = statement?.['node'];
  if (!isNode(node) || !only(node, SELECT) || node['aggregate_handling'] !== 'STANDARD_HANDLING') return undefined;
  const [star, ...others] = Array.isArray(node['select_list']) ? (node['select_list'] as unknown[]) : [];
  const from = node['from_table'];
  if (others.length > 0 || !isNode(star) || text(star, 'type') !== 'STAR' || !only(star, STAR)) return undefined;
  if (!isNode(from) || text(from, 'type') !== 'BASE_TABLE' || !only(from, FROM)) return undefined;
  const name = text(from, 'table_name').toLowerCase();
  const names = new Set([name, (text(from, 'alias') || name).toLowerCase()]);
  return looksAtWholeRows(node['where_clause'], names) ? undefined : name;
}

/** Whether a condition has a star, the rows' name as a value, or the rows once more. */
function looksAtWholeRows(condition: unknown, names: ReadonlySet<string>): boolean {
  let found = false;
  visitNodes(condition, (node) => {
    const type = text(node, 'type');
    const path = Array.isArray(node['column_names']) ? (node['column_names'] as string[]) : [];
    if (type === 'STAR' || (type === 'BASE_TABLE' && names.has(text(node, 'table_name').toLowerCase()))) found = true;
    if (type === 'COLUMN_REF' && path.length === 1 && names.has(String(path[0]).toLowerCase())) found = true;
  });
  return found;
}

function only(node: SerializedNode, keys: ReadonlySet<string>): boolean {
  return Object.keys(node).every((key) => keys.has(key));
}
