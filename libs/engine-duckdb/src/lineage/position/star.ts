import { type SerializedNode, isNode } from '@mu-mesh/core';

import { items, nodes, text } from '../plan-node';
import { OPAQUE, type Names, type Scope } from './names';

/** A column that a modifier of a star names, as it is written. */
export interface Modified {
  name: string;
  /** What the column, or else the star, is qualified by. */
  table?: string;
}

/** What `* EXCLUDE (…)`, `REPLACE (… AS …)` and `RENAME (… AS …)` name: without these columns the star does not bind. */
export function modifiersOf(star: SerializedNode): Modified[] {
  const named = [
    ...[...items(star, 'exclude_list'), ...items(star, 'qualified_exclude_list')].map(columnOf),
    ...nodes(star, 'replace_list').map((entry) => columnOf(entry['key'])),
    ...nodes(star, 'rename_list').map((entry) => columnOf(entry['key'])),
  ];
  const relation = text(star, 'relation_name');
  return named.map((one) => (one.table === undefined && relation !== '' ? { ...one, table: relation } : one));
}

/** What `*`, `t.*` or `COLUMNS(*)` stands for; opaque where its columns are picked by a pattern or a function. */
export function starred(star: SerializedNode, { items: members }: Scope): Names {
  if (star['expr'] !== undefined || text(star, 'alias') !== '') return OPAQUE;
  const relation = text(star, 'relation_name').toLowerCase();
  const taken = relation === '' ? members : members.filter(({ alias }) => alias === relation);
  const excluded = lower([...items(star, 'exclude_list'), ...items(star, 'qualified_exclude_list')].map(columnOf));
  const replaced = lower(nodes(star, 'replace_list').map((entry) => columnOf(entry['key'])));
  const renames = new Map(
    nodes(star, 'rename_list').map((entry) => [columnOf(entry['key']).name.toLowerCase(), text(entry, 'value')]),
  );
  const columns = taken.flatMap((member) => member.columns).filter(([name]) => !excluded.has(name));
  return {
    columns: columns.map(
      ([name, meaning]) =>
        [renames.get(name)?.toLowerCase() ?? name, replaced.has(name) ? undefined : meaning] as const,
    ),
    opaque: taken.length === 0 || taken.some(({ opaque }) => opaque),
  };
}

/**
 * Where the text behind a star names a column, by its UTF-16 offset: the parser gives no place for what modifiers name.
 * The star's own where it is not found.
 */
export function placeBehind(sql: string, star: number, name: string): number {
  const wanted = name.toLowerCase();
  const token = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*/gu;
  token.lastIndex = Math.max(star, sql.indexOf('*', star));
  for (let found = token.exec(sql); found; found = token.exec(sql)) {
    const [written] = found;
    const meant = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
    if (meant.toLowerCase() === wanted) return found.index;
  }
  return star;
}

function columnOf(entry: unknown): Modified {
  if (!isNode(entry)) return { name: String(entry) };
  const table = text(entry, 'table');
  return { name: text(entry, 'column'), ...(table !== '' && { table }) };
}

function lower(columns: readonly Modified[]): ReadonlySet<string> {
  return new Set(columns.map(({ name }) => name.toLowerCase()));
}
