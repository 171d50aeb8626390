import { isNode, type SerializedNode } from '@mu-mesh/core';

/** Calls `visit` for every node of a parsed statement that has a `type`, parents first. */
export function visitNodes(value: unknown, visit: (node: SerializedNode) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visitNodes(item, visit);
  } else if (isNode(value)) {
    if (typeof value['type'] === 'string') visit(value);
    for (const key in value) visitNodes(value[key], visit);
  }
}

/** A text of the node, empty where it has none. */
export function text(node: SerializedNode, key: string): string {
  const value = node[key];
  return typeof value === 'string' ? value : '';
}
