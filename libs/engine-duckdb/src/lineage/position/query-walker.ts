import { type InputColumn, type SerializedNode, isNode } from '@mu-mesh/core';

import { items, nodes, part, text } from '../plan-node';
import { type FromWalker, createFromWalker } from './from-walker';
import { type Meaning, type Names, OPAQUE, type Scope, isMissing, renamed, resolve } from './names';
import { modifiersOf, starred } from './star';

/** CTEs that are visible, by lower-case name. */
export type Ctes = ReadonlyMap<string, Names>;

/** Told of every place that names a column or table of an input; offsets count UTF-8 bytes. */
export interface Places {
  column(column: InputColumn, byteOffset: number): void;
  table(input: number, byteOffset: number): void;
  /** A reference, as it is written, that nothing in its scope has; one to an alias or a parameter of a lambda too. */
  missing?(parts: readonly string[], scope: Scope, byteOffset: number): void;
  /** A column that EXCLUDE, REPLACE or RENAME of the star at the offset names: these have it, or may have it. */
  modifier?(columns: readonly InputColumn[], name: string, byteOffset: number): void;
}

/** Walks a parsed query and resolves its column references by name, scope by scope, as SQL does. */
export class QueryWalker {
  private readonly from: FromWalker;

  constructor(
    private readonly inputs: ReadonlyMap<string, { input: number; names: Names }>,
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
    if (value['type'] === 'STAR') this.star(value, scope);
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
        opaque ||= hasStar(expression);
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

  /** The columns that a star's modifiers name. */
  private star(star: SerializedNode, scope: Scope): void {
    const place = Number(star['query_location']);
    for (const { name, table } of modifiersOf(star)) {
      const parts = table === undefined ? [name] : [table, name];
      const lower = parts.map((part) => part.toLowerCase());
      if (isMissing(lower, scope)) this.places.missing?.(parts, scope, place);
      else this.places.modifier?.(this.ranged(lower, scope), name, place);
    }
  }

  /** Every column of that name in the FROM clause; where one of its members may have others, those of any input. */
  private ranged(parts: readonly string[], { items: all }: Scope): InputColumn[] {
    const [name = ''] = parts.slice(-1);
    const called = all.filter(({ alias }) => alias === parts.at(-2));
    const members = called.length > 0 ? called : all;
    const of = (list: readonly Names[]): (readonly [string, Meaning])[] =>
      list.flatMap(({ columns }) => columns.filter(([own]) => own === name));
    const found = of(members);
    const certain = found.length > 0 || !members.some(({ opaque }) => opaque);
    const meant = certain ? found : of([...this.inputs.values()].map(({ names }) => names));
    return meant.flatMap(([, column]) => column ?? []);
  }
}

function partsOf(reference: SerializedNode): string[] {
  return items(reference, 'column_names').map((name) => String(name).toLowerCase());
}

/** Whether an expression is as many as its star has columns: `min(COLUMNS(*))`, `* LIKE 'a%'`. */
function hasStar(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasStar);
  if (!isNode(value) || value['type'] === 'SELECT_NODE') return false;
  return value['type'] === 'STAR' || Object.values(value).some(hasStar);
}
