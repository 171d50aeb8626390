/** An edge of the domain graph: `from` reads `to`. */
export interface Edge {
  from: string;
  to: string;
}

/**
 * The edges whose removal leaves no cycle: edges are taken in name order (from, then to), and one that would
 * close a circle with those taken before is a closing edge. Self-edges are none. The Nx graph leaves these out
 * and `validate` reports them, so both must come from here.
 */
export function closingEdges(edges: readonly Edge[]): Edge[] {
  if (isAcyclic(edges)) return [];
  const taken = new Map<string, Set<string>>();
  const closing: Edge[] = [];
  const sorted = [...edges].sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
  for (const edge of sorted) {
    if (edge.from === edge.to) continue;
    if (reaches(taken, edge.to, edge.from)) {
      closing.push(edge);
      continue;
    }
    taken.set(edge.from, (taken.get(edge.from) ?? new Set()).add(edge.to));
  }
  return closing;
}

/** Whether all nodes can be taken away, each once nothing reads it any more; takes time in proportion to the edges. */
function isAcyclic(edges: readonly Edge[]): boolean {
  const reads = new Map<string, string[]>();
  const readers = new Map<string, number>();
  for (const { from, to } of edges) {
    if (from === to) continue;
    const known = reads.get(from);
    if (known) known.push(to);
    else reads.set(from, [to]);
    readers.set(to, (readers.get(to) ?? 0) + 1);
  }
  const free = [...reads.keys()].filter((node) => !readers.has(node));
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    for (const read of reads.get(node) ?? []) {
      const left = (readers.get(read) ?? 0) - 1;
      if (left > 0) readers.set(read, left);
      else {
        readers.delete(read);
        free.push(read);
      }
    }
  }
  return readers.size === 0;
}

function reaches(graph: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const queue = [from];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (node === to) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    queue.push(...(graph.get(node) ?? []));
  }
  return false;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
