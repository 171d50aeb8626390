import type { Position } from '../model/issue';
import type { Domain } from '../model/job';
import type { MeshLineage } from '../lineage/mesh-lineage';
import { columnId } from '../lineage/origins';
import { resolveReference } from '../contract/references';

/** A place that reads a dataset's column: SQL, or a foreign key of another contract. */
export interface Consumer {
  domain: string;
  /** Address. */
  dataset: string;
  position: Position;
  /** false: the text does not name the column; it comes through `*`, or is not traced and counts as read. */
  named: boolean;
}

/** Who reads a column, or any column where none is given; each place once, in the order of address and place. */
export function consumersOf(
  lineage: MeshLineage,
  domains: readonly Domain[],
  address: string,
  column?: string,
): Consumer[] {
  const wanted = column === undefined ? undefined : columnId(address, column).toLowerCase();
  const found = new Map<string, Consumer>();
  const add = (dataset: string, position: Position, named: boolean): void => {
    const key = `${dataset}\0${position.file}\0${position.line}\0${position.column}`;
    const known = found.get(key);
    if (!known || (named && !known.named))
      found.set(key, { domain: dataset.split('.')[0] ?? '', dataset, position, named });
  };
  const files = new Map(domains.flatMap(({ datasets }) => datasets.map(({ id, file }) => [id, file])));
  for (const { address: reader, readings, reads, untraced } of lineage.datasets.values()) {
    const of = readings.filter((reading) => reading.address === address);
    for (const { column: read, position, named } of of) {
      if (wanted === undefined || read === undefined || read.toLowerCase() === wanted) add(reader, position, named);
    }
    const file = files.get(reader);
    if (of.length === 0 && untraced !== undefined && reads.includes(address) && file)
      add(reader, { file, line: 1, column: 1 }, false);
  }
  for (const { dataset, contract } of domains.flatMap(({ datasets }) =>
    datasets.map(({ id, contract: own }) => ({ dataset: id, contract: own })),
  )) {
    for (const { to, position } of contract?.schema.flatMap(({ relationships }) => relationships) ?? []) {
      const targets = contract ? to.map((reference) => resolveReference(contract, reference, domains)) : [];
      const hit = targets.some(
        (target) =>
          target?.dataset?.id === address &&
          (column === undefined || target.column.split('.')[0]?.toLowerCase() === column.toLowerCase()),
      );
      if (hit && dataset !== address) add(dataset, position, true);
    }
  }
  return [...found.values()].sort(
    (a, b) =>
      compare(a.dataset, b.dataset) ||
      compare(a.position.file, b.position.file) ||
      a.position.line - b.position.line ||
      a.position.column - b.position.column,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
