import { isNode, readSerialized, type SerializedNode, type StatementInput, utf16Offsets } from '@mu-mesh/core';

import { text, visitNodes } from './analysis/ast';
import type { Scope } from './lineage/position/names';
import { QueryWalker } from './lineage/position/query-walker';
import { namesOf } from './lineage/position/readings';
import { items, nodes, part } from './lineage/plan-node';
import { type MissingColumn, tableOf } from './missing-column';

/** Names that DuckDB parses as columns and takes for functions, or that every table has. */
const NO_COLUMNS = new Set([
  'current_catalog',
  'current_date',
  'current_role',
  'current_schema',
  'current_time',
  'current_timestamp',
  'current_user',
  'localtime',
  'localtimestamp',
  'rowid',
  'session_user',
  'user',
]);

/** The columns that a statement names and nothing it reads has, in order of appearance. `json`: of `json_serialize_sql`. */
export function missingColumns(sql: string, json: string, inputs: readonly StatementInput[]): MissingColumn[] {
  const parsed = readSerialized(json);
  const [statement] = parsed.ok ? parsed.statements : [];
  const query = statement && part(statement, 'node');
  if (!query) return [];
  const offsetOf = utf16Offsets(sql);
  const others = new OtherNames(statement);
  const missing = new Map<number, MissingColumn>();
  const walker = new QueryWalker(namesOf(inputs), {
    column: () => undefined,
    table: () => undefined,
    missing(parts, scope, byteOffset) {
      const offset = offsetOf(byteOffset);
      if (offset === undefined) return;
      const found = lookedThrough(parts, scope);
      const [name = ''] = parts.slice(-1);
      const tables = found.items.filter(({ alias }) => alias !== '').map((item) => tableOf(item, inputs));
      const certain = found.qualified || (parts.length === 1 && !others.has(name, byteOffset, scope));
      missing.set(offset, { name, offset, tables, certain });
    },
  });
  walker.query(query, new Map());
  return [...missing.values()].sort((a, b) => a.offset - b.offset);
}

/** The members that a reference can mean: those of its qualifier, else those of the nearest scope that has some. */
function lookedThrough(parts: readonly string[], scope: Scope): { items: Scope['items']; qualified: boolean } {
  const qualifier = parts.at(-2)?.toLowerCase();
  const scopes = scopesOf(scope);
  const called = scopes.map(({ items: members }) => members.filter(({ alias }) => alias === qualifier));
  const named = qualifier === undefined ? undefined : called.find((members) => members.length > 0);
  if (named) return { items: named, qualified: true };
  return { items: scopes.find(({ items: members }) => members.length > 0)?.items ?? [], qualified: false };
}

function scopesOf(scope: Scope): Scope[] {
  return [scope, ...(scope.outer ? scopesOf(scope.outer) : [])];
}

/** What else a name without a qualifier can be. */
class OtherNames {
  private readonly aliases = new Set<string>();
  private readonly parameters = new Set<string>();
  /** Byte offsets of references to which no alias is visible: it is given to them or after them. */
  private readonly beforeAlias = new Set<number>();

  constructor(statement: unknown) {
    visitNodes(statement, (node) => {
      const alias = text(node, 'alias');
      if (alias !== '') this.aliases.add(alias.toLowerCase());
      if (node['type'] === 'LAMBDA') this.addParameters(node['lhs']);
      if (node['type'] === 'SELECT_NODE') this.addSelectList(nodes(node, 'select_list'));
    });
  }

  has(name: string, byteOffset: number, scope: Scope): boolean {
    const lower = name.toLowerCase();
    if (NO_COLUMNS.has(lower) || this.parameters.has(lower)) return true;
    if (scopesOf(scope).some(({ items: members }) => members.some(({ alias }) => alias === lower))) return true;
    return this.aliases.has(lower) && !this.beforeAlias.has(byteOffset);
  }

  private addParameters(parameters: unknown): void {
    visitNodes(parameters, (parameter) => {
      for (const name of items(parameter, 'column_names')) this.parameters.add(String(name).toLowerCase());
    });
  }

  private addSelectList(list: readonly SerializedNode[]): void {
    const given = new Set<string>();
    for (const expression of list) {
      for (const reference of referencesIn(expression)) {
        const [name] = items(reference, 'column_names');
        if (!given.has(String(name).toLowerCase())) this.beforeAlias.add(Number(reference['query_location']));
      }
      given.add(text(expression, 'alias').toLowerCase());
    }
  }
}

/** Column references of an expression, its subqueries left out. */
function referencesIn(value: unknown): SerializedNode[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isNode(value) || value['type'] === 'SELECT_NODE') return [];
  if (value['type'] === 'COLUMN_REF') return [value];
  return Object.values(value).flatMap(referencesIn);
}
