import { type InputColumn, type SerializedNode, isNode } from '@mu-mesh/core';

import { items, nodes, part, text } from '../plan-node';
import { type FromWalker, createFromWalker } from './from-walker';
import { type Meaning, type Names, OPAQUE, type Scope, isMissing, renamed, resolve } from './names';

/** CTEs that are visible, by lower-case name. */
export type Ctes = ReadonlyMap<string, Names>;

/** Told of every place that names a column or table of an input; offsets count UTF-8 bytes. */
export interface Places {
  column(column: InputColumn, byteOffset: number): void;
  table(input: number, byteOffset: number): void;
  /** A reference, as it is written, that nothing in its scope has; one to an alias or a parameter of a lambda too. */
  missing?(parts: readonly string[], scope: Scope, byteOffset: number): void;
}

/** Walks a parsed query and resolves its column references by name, scope by scope, as SQL does. */
export class QueryWalker {
  private readonly from: FromWalker;

  constructor(
    inputs: ReadonlyMap<string, { input: number; names: Names }>,
    private readonly places: Places,
  ) {
    this.from = createFromWalker(this, inputs, places);
  }

  /** Returns the columns that the query gives. */
  query(node: SerializedNode, ctes: Ctes, outer?: Scope): Names {
    const visible = this.declared(node, ctes, outer);
    switch (text(node, 'type')) {
      case 'SELECT_NODE':
        return this.select(node, visible, outer);
      case 'SET_OPERATION_NODE':
        return this.setOperation(node, visible, outer);
      case 'RECURSIVE_CTE_NODE':
        return this.recursive(node, visible, outer);
      default:
        return OPAQUE;
    }
  }

  /** Reads the column references of an expression. */
  expression(value: unknown, scope: Scope, ctes: Ctes): void {
    if (Array.isArray(value)) {
      for (const item of value) this.expression(item, scope, ctes);
      return;
    }
    if (!isNode(value)) return;
    if (value['type'] === 'COLUMN_REF') this.reference(value, scope);
    if (value['type'] === 'STAR') this.leftOut(value, scope);
    const query = part(part(value, 'subquery') ?? {}, 'node');
    for (const [key, inner] of Object.entries(value))
      if (key !== 'subquery' || !query) this.expression(inner, scope, ctes);
    if (query) this.query(query, ctes, scope);
  }

  private select(node: SerializedNode, ctes: Ctes, outer: Scope | undefined): Names {
    const table = part(node, 'from_table');
    const scope: Scope = { items: [], ...(outer && { outer }) };
    if (table) this.from.items(table, scope, ctes);
    for (const [key, value] of Object.entries(node)) {
      if (!['from_table', 'cte_map', 'modifiers'].includes(key)) this.expression(value, scope, ctes);
    }
    const names = this.outputs(nodes(node, 'select_list'), scope);
    this.modifiers(
      node,
      { items: [{ alias: '', columns: names.columns, opaque: false }, ...scope.items], ...(outer && { outer }) },
      ctes,
    );
    return names;
  }

  private setOperation(node: SerializedNode, ctes: Ctes, outer: Scope | undefined): Names {
    const sides = [part(node, 'left'), part(node, 'right'), ...nodes(node, 'children')].filter(
      (side) => side !== undefined,
    );
    const [first = OPAQUE] = sides.map((side) => this.query(side, ctes, outer));
    this.modifiers(node, { items: [{ alias: '', columns: first.columns, opaque: true }] }, ctes);
    // A column of a union comes from several places, and each is read where its own side names it.
    return { columns: first.columns.map(([name]) => [name, undefined] as const), opaque: first.opaque };
  }

  private recursive(node: SerializedNode, ctes: Ctes, outer: Scope | undefined): Names {
    const [left, right] = [part(node, 'left'), part(node, 'right')];
    const seed = left ? this.query(left, ctes, outer) : OPAQUE;
    const columns = renamed(seed, items(node, 'aliases').map(String)).columns.map(
      ([name]) => [name, undefined] as const,
    );
    const names: Names = { columns, opaque: seed.opaque };
    if (right) this.query(right, new Map([...ctes, [text(node, 'cte_name').toLowerCase(), names]]), outer);
    return names;
  }

  private modifiers(node: SerializedNode, scope: Scope, ctes: Ctes): void {
    for (const modifier of nodes(node, 'modifiers')) this.expression(modifier, scope, ctes);
  }

  private declared(node: SerializedNode, ctes: Ctes, outer: Scope | undefined): Ctes {
    const visible = new Map(ctes);
    for (const entry of nodes(part(node, 'cte_map') ?? {}, 'map')) {
      const value = part(entry, 'value') ?? {};
      const query = part(part(value, 'query') ?? {}, 'node');
      const names = query ? this.query(query, visible, outer) : OPAQUE;
      visible.set(text(entry, 'key').toLowerCase(), renamed(names, items(value, 'aliases').map(String)));
    }
    return visible;
  }

  private outputs(list: readonly SerializedNode[], scope: Scope): Names {
    const columns: (readonly [string, Meaning])[] = [];
    let opaque = false;
    for (const expression of list) {
      const type = text(expression, 'type');
      const alias = text(expression, 'alias').toLowerCase();
      if (type === 'STAR') {
        const star = starred(expression, scope);
        columns.push(...star.columns);
        opaque ||= star.opaque;
      } else if (type === 'COLUMN_REF') {
        const parts = partsOf(expression);
        columns.push([alias || (parts.at(-1) ?? ''), resolve(parts, scope)]);
      } else {
        columns.push([alias, undefined]);
      }
    }
    return { columns, opaque };
  }

  private reference(node: SerializedNode, scope: Scope): void {
    const parts = partsOf(node);
    const column = resolve(parts, scope);
    const place = Number(node['query_location']);
    if (column) this.places.column(column, place);
    else if (isMissing(parts, scope)) this.places.missing?.(items(node, 'column_names').map(String), scope, place);
  }

  /** Columns that `* EXCLUDE (…)` and `* REPLACE (…)` name. */
  private leftOut(star: SerializedNode, scope: Scope): void {
    const relation = text(star, 'relation_name');
    const named = [...excludedBy(star), ...nodes(star, 'replace_list').map((entry) => text(entry, 'key'))];
    for (const name of named) {
      const parts = relation === '' ? [name] : [relation, name];
      if (
        isMissing(
          parts.map((part) => part.toLowerCase()),
          scope,
        )
      )
        this.places.missing?.(parts, scope, Number(star['query_location']));
    }
  }
}

function partsOf(reference: SerializedNode): string[] {
  return items(reference, 'column_names').map((name) => String(name).toLowerCase());
}

/** What `*` or `t.*` stands for. */
function starred(star: SerializedNode, { items: members }: Scope): Names {
  if (star['columns'] === true || star['expr'] !== undefined || star['rename_list'] !== undefined) return OPAQUE;
  const relation = text(star, 'relation_name').toLowerCase();
  const taken = relation === '' ? members : members.filter(({ alias }) => alias === relation);
  const excluded = new Set(excludedBy(star).map((name) => name.toLowerCase()));
  const replaced = new Set(nodes(star, 'replace_list').map((entry) => text(entry, 'key').toLowerCase()));
  const columns = taken.flatMap((member) => member.columns).filter(([name]) => !excluded.has(name));
  return {
    columns: columns.map(([name, meaning]) => [name, replaced.has(name) ? undefined : meaning] as const),
    opaque: taken.length === 0 || taken.some(({ opaque }) => opaque),
  };
}

function excludedBy(star: SerializedNode): string[] {
  const names = [...items(star, 'exclude_list'), ...items(star, 'qualified_exclude_list')];
  return names.map((name) => String(isNode(name) ? name['column'] : name));
}
