import { isNode, type SerializedNode } from '@mu-mesh/core';

/** What the tracer does not know; its message ends the tracing of one statement. */
export class Untraced extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Untraced';
  }
}

export function text(node: SerializedNode, key: string): string {
  const value = node[key];
  return typeof value === 'string' ? value : '';
}

/** A number of the node; undefined where it has none. */
export function number(node: SerializedNode, key: string): number | undefined {
  const value = node[key];
  return typeof value === 'number' ? value : undefined;
}

/** The objects of a list; empty where the node has none. */
export function nodes(node: SerializedNode, key: string): SerializedNode[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The items of a list, whatever they are. */
export function items(node: SerializedNode, key: string): readonly unknown[] {
  const value = node[key];
  return Array.isArray(value) ? value : [];
}

export function numbers(node: SerializedNode, key: string): number[] {
  return items(node, key).filter((value) => typeof value === 'number');
}

/** A part that is an object; undefined where it is missing. */
export function part(node: SerializedNode, key: string): SerializedNode | undefined {
  const value = node[key];
  return isNode(value) ? value : undefined;
}

/** The child of that index. Throws Untraced where an operator has fewer children than it must have. */
export function child(node: SerializedNode, index: number): SerializedNode {
  const found = nodes(node, 'children')[index];
  if (!found) throw new Untraced(`the operator ${text(node, 'type')} without child ${index}`);
  return found;
}
