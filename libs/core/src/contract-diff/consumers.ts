import type { Position } from '../model/issue';
import type { Domain } from '../model/job';
import type { MeshLineage } from '../lineage/mesh-lineage';
import { columnId } from '../lineage/origins';

/** A place that reads a dataset's column: SQL, or a contract's rule or foreign key; its own contract's too. */
export interface Consumer {
  domain: string;
  /** Address. */
  dataset: string;
  position: Position;
  /** false: the text does not name the column; it comes through `*`, or is not traced and counts as read. */
  named: boolean;
}

/** A place that reads a dataset, and the id of the column in lower case; undefined: it may be any. */
interface Reading {
  reader: string;
  position: Position;
  named: boolean;
  column?: string;
  /** It takes no column. */
  rowsOnly: boolean;
}

/** Who reads the datasets of a mesh, from its lineage. */
export class Consumers {
  private readonly readings = new Map<string, Reading[]>();

  constructor(lineage: MeshLineage, domains: readonly Domain[]) {
    this.addStatements(lineage, domains);
  }

  /** Who reads a column, or any column where none is given: others, then. Each place once, in the order of address and place. */
  of(address: string, column?: string): Consumer[] {
    const wanted = column === undefined ? undefined : columnId(address, column).toLowerCase();
    const found = new Map<string, Consumer>();
    for (const { reader, position, named, column: read, rowsOnly } of this.readings.get(address) ?? []) {
      if (wanted === undefined && reader === address) continue;
      if (wanted !== undefined && (rowsOnly || (read !== undefined && read !== wanted))) continue;
      const key = `${reader}\0${position.file}\0${position.line}\0${position.column}`;
      const known = found.get(key);
      if (!known || (named && !known.named))
        found.set(key, { domain: reader.split('.')[0] ?? '', dataset: reader, position, named });
    }
    return [...found.values()].sort(
      (a, b) =>
        compare(a.dataset, b.dataset) ||
        compare(a.position.file, b.position.file) ||
        a.position.line - b.position.line ||
        a.position.column - b.position.column,
    );
  }

  private addStatements(lineage: MeshLineage, domains: readonly Domain[]): void {
    const files = new Map(domains.flatMap(({ datasets }) => datasets.map(({ id, file }) => [id, file])));
    for (const { address: reader, readings, reads, untraced } of lineage.datasets.values()) {
      for (const { address, column, position, named, rowsOnly = false } of readings)
        this.add(address, {
          reader,
          position,
          named,
          rowsOnly,
          ...(column !== undefined && { column: column.toLowerCase() }),
        });
      const file = files.get(reader);
      if (untraced === undefined || !file) continue;
      for (const address of reads) {
        if (!readings.some((reading) => reading.address === address))
          this.add(address, { reader, position: { file, line: 1, column: 1 }, named: false, rowsOnly: false });
      }
    }
  }

  private add(address: string, reading: Reading): void {
    const known = this.readings.get(address);
    if (known) known.push(reading);
    else this.readings.set(address, [reading]);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
