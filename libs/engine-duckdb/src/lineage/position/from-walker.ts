import type { SerializedNode } from '@mu-mesh/core';

import { items, number, part, text } from '../plan-node';
import { type Item, type Names, OPAQUE, type Scope, isMissing, renamed, resolve } from './names';
import type { Ctes, Places, QueryWalker } from './query-walker';

export interface FromWalker {
  /** Adds the members of a FROM clause to the scope; what stands later in it sees what stands earlier. */
  items(node: SerializedNode, scope: Scope, ctes: Ctes): void;
}

export function createFromWalker(
  queries: Pick<QueryWalker, 'query' | 'expression'>,
  inputs: ReadonlyMap<string, { input: number; names: Names }>,
  places: Places,
): FromWalker {
  const walk = (node: SerializedNode, scope: Scope, ctes: Ctes): void => {
    switch (text(node, 'type')) {
      case 'BASE_TABLE':
        scope.items.push(baseTable(node, ctes));
        break;
      case 'SUBQUERY': {
        const query = part(part(node, 'subquery') ?? {}, 'node');
        const names = query ? queries.query(query, ctes, scope) : OPAQUE;
        scope.items.push({ alias: text(node, 'alias').toLowerCase(), ...renamed(names, aliasesOf(node)) });
        break;
      }
      case 'JOIN':
        return joined(node, scope, ctes);
      case 'EMPTY':
        break;
      default:
        return other(node, scope, ctes);
    }
  };

  const baseTable = (node: SerializedNode, ctes: Ctes): Item => {
    const written = [text(node, 'catalog_name'), text(node, 'schema_name'), text(node, 'table_name')].filter(
      (name) => name !== '',
    );
    const name = written.join('.').toLowerCase();
    const alias = text(node, 'alias').toLowerCase();
    const called = alias || text(node, 'table_name').toLowerCase();
    const cte = written.length === 1 ? ctes.get(name) : undefined;
    if (cte) return { alias: called, ...renamed(cte, aliasesOf(node)) };
    const known = inputs.get(name);
    if (!known) return { alias: called, ...OPAQUE };
    places.table(known.input, number(node, 'query_location') ?? 0);
    return {
      alias: called,
      input: known.input,
      ...(alias === '' && { address: name }),
      ...renamed(known.names, aliasesOf(node)),
    };
  };

  const joined = (node: SerializedNode, scope: Scope, ctes: Ctes): void => {
    const [left, right] = [part(node, 'left'), part(node, 'right')];
    const before = scope.items.length;
    if (left) walk(left, scope, ctes);
    const middle = scope.items.length;
    if (right) walk(right, scope, ctes);
    for (const using of items(node, 'using_columns')) {
      for (const side of [scope.items.slice(before, middle), scope.items.slice(middle)]) {
        const parts = [String(using).toLowerCase()];
        const column = resolve(parts, { items: side });
        const place = number(node, 'query_location') ?? 0;
        if (column) places.column(column, place);
        else if (isMissing(parts, { items: side })) places.missing?.([String(using)], { items: side }, place);
      }
    }
    queries.expression(node['condition'], scope, ctes);
  };

  /** PIVOT, UNNEST, VALUES: what they read is resolved, what they give is not. */
  const other = (node: SerializedNode, scope: Scope, ctes: Ctes): void => {
    const source = part(node, 'source');
    const inner: Scope = source ? { items: [], outer: scope } : scope;
    if (source) walk(source, inner, ctes);
    for (const [key, value] of Object.entries(node)) if (key !== 'source') queries.expression(value, inner, ctes);
    scope.items.push({ alias: text(node, 'alias').toLowerCase(), ...OPAQUE });
  };

  return { items: walk };
}

function aliasesOf(node: SerializedNode): string[] {
  return [...items(node, 'column_name_alias')].map(String);
}
