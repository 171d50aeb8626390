import type { ColumnReference, Relationship } from '../../model/contract';
import type { Node } from './node';

/** Foreign keys at a table: `from` and `to` are columns, in the same order. */
export function tableRelationships(node: Node): Relationship[] {
  return node.children('relationships').map((one) => ({
    position: one.position,
    from: references(one, 'from').map((reference) => parseReference(reference).column),
    to: references(one, 'to').map(parseReference),
    customProperties: one.customProperties,
  }));
}

/** Foreign keys at a column. */
export function columnRelationships(node: Node, column: string): Relationship[] {
  return node.children('relationships').map((one) => ({
    position: one.position,
    from: [column],
    to: references(one, 'to').map(parseReference),
    customProperties: one.customProperties,
  }));
}

function references(node: Node, key: string): string[] {
  const value = node.value[key];
  return typeof value === 'string' ? [value] : node.strings(key);
}

/**
 * Reads `table.column`, `domain.layer.dataset.column` (3.2) and `[contract.odcs.yaml#]/schema/table/properties/column`;
 * a column inside another is spelled with dots.
 */
export function parseReference(text: string): ColumnReference {
  const slash = /^(?:([^#]*)#)?\/?(.*)$/.exec(text);
  const [, contract, path = ''] = slash ?? [];
  if (path.includes('/')) {
    const names = path.split('/').filter((_, i) => i % 2 === 1);
    const [object = '', ...columns] = names;
    return { text, ...(contract !== undefined && { contract }), object, column: columns.join('.') };
  }
  const parts = text.split('.');
  const isAddress = parts.length > 3 && ['raw', 'silver', 'gold'].includes(parts[1] ?? '');
  const cut = isAddress ? 3 : 1;
  return { text, object: parts.slice(0, cut).join('.'), column: parts.slice(cut).join('.') };
}
