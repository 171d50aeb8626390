import { isNode, type Serialized, type SerializedNode } from './serialized';
import { utf16Offsets } from './utf8-offset';

/** A table that a statement names, CTEs excluded. */
export interface SqlTable {
  /** Its parts as written, unquoted: one, two or three. */
  parts: string[];
  /** The parts joined by dots. A quoted name may hold a dot itself: compare `parts` where that matters. */
  name: string;
  /** Offset into the statement in UTF-16 code units; 0 where the parser gives none. */
  offset: number;
}

/**
 * The base tables of what `json_serialize_sql` answered for `sql`, in order of appearance, repeats included.
 *
 * CTE names are scoped as SQL scopes them: a CTE is visible to later CTEs and to the query it belongs to, a recursive
 * one to itself, names compare without case. A statement that did not parse has no tables.
 */
export function tableReferences(sql: string, serialized: Serialized): SqlTable[] {
  if (!serialized.ok) return [];
  const tables: SqlTable[] = [];
  const offsetOf = utf16Offsets(sql);
  const visit = (node: SerializedNode): void => {
    const parts = [node['catalog_name'], node['schema_name'], node['table_name']].filter(isName);
    tables.push({ parts, name: parts.join('.'), offset: offsetOf(Number(node['query_location'])) ?? 0 });
  };
  for (const statement of serialized.statements) walk(statement, new Set(), visit);
  return tables.sort((a, b) => a.offset - b.offset);
}

type Scope = ReadonlySet<string>;

function walk(value: unknown, scope: Scope, visit: (table: SerializedNode) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, scope, visit);
    return;
  }
  if (!isNode(value)) return;
  if (value['type'] === 'BASE_TABLE' && !isCte(value, scope)) visit(value);
  const inner = withOwnCtes(value, scope, visit);
  for (const key in value) if (key !== 'cte_map') walk(value[key], inner, visit);
}

/** Walks the CTEs that a query node declares; returns the scope that the rest of the node sees. */
function withOwnCtes(node: SerializedNode, scope: Scope, visit: (table: SerializedNode) => void): Scope {
  const recursive = node['type'] === 'RECURSIVE_CTE_NODE' ? node['cte_name'] : undefined;
  const declared = isNode(node['cte_map']) ? node['cte_map']['map'] : undefined;
  if (!isName(recursive) && !Array.isArray(declared)) return scope;
  const own = new Set(scope);
  if (isName(recursive)) own.add(recursive.toLowerCase());
  for (const cte of Array.isArray(declared) ? declared : []) {
    if (!isNode(cte)) continue;
    walk(cte['value'], new Set(own), visit);
    if (isName(cte['key'])) own.add(cte['key'].toLowerCase());
  }
  return own;
}

function isCte(table: SerializedNode, scope: Scope): boolean {
  const qualified = isName(table['schema_name']) || isName(table['catalog_name']);
  return !qualified && isName(table['table_name']) && scope.has(table['table_name'].toLowerCase());
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
