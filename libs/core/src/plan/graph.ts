/** Which dataset reads which: edges from reader to read, both by address. */
export class DatasetGraph {
  private readonly readers = new Map<string, Set<string>>();

  /** `reads` has every dataset as a key; reads of datasets that are no key are kept out of the order. */
  constructor(private readonly reads: ReadonlyMap<string, ReadonlySet<string>>) {
    for (const [reader, inputs] of reads) {
      for (const input of inputs) {
        const known = this.readers.get(input) ?? new Set();
        this.readers.set(input, known.add(reader));
      }
    }
  }

  inputs(id: string): string[] {
    return [...(this.reads.get(id) ?? [])].sort();
  }

  /** Everything that `id` reads, directly or not; without itself. */
  upstream(id: string): Set<string> {
    return reach(id, (node) => this.reads.get(node));
  }

  /** Everything that reads `id`, directly or not; without itself. */
  downstream(id: string): Set<string> {
    return reach(id, (node) => this.readers.get(node));
  }

  /** Inputs before readers, otherwise by name; members of a cycle come where they are first met. */
  order(): string[] {
    const done = new Set<string>();
    const ordered: string[] = [];
    const visit = (id: string): void => {
      if (done.has(id) || !this.reads.has(id)) return;
      done.add(id);
      this.inputs(id).forEach(visit);
      ordered.push(id);
    };
    [...this.reads.keys()].sort().forEach(visit);
    return ordered;
  }
}

function reach(start: string, next: (id: string) => ReadonlySet<string> | undefined): Set<string> {
  const found = new Set<string>();
  const queue = [start];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const other of next(id) ?? []) {
      if (other === start || found.has(other)) continue;
      found.add(other);
      queue.push(other);
    }
  }
  return found;
}
