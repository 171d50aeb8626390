import { relative } from 'node:path';
import { positionAt } from '../config';
import type { Dataset, IngestStep, Job } from '../model/job';
import type { Field } from '../model/schema';
import type { BoundStatement } from '../plan/binding';
import { statementsOf, type Statement } from '../plan/statements';
import type { DatasetReading, LineageColumn, RowOrigins, TracedDataset } from './dataset-lineage';
import { filtered, type Frame, originsOf, transformed, unknown } from './frame';
import { columnId, Origins, splitColumnId } from './origins';
import type { StatementLineage } from './statement';

/** What is known of the mesh when one of its datasets is followed. */
export interface Surroundings {
  /** Absolute path of the workspace; sources inside are named relative to it. */
  root: string;
  /** Columns of datasets by address. */
  columns: ReadonlyMap<string, Field[] | undefined>;
  /** Datasets that it reads. */
  reads: readonly string[];
  /** Tables that a statement names, with their UTF-16 offsets. */
  tables(statement: Statement): readonly { name: string; offset: number }[];
  /** A statement with what it was bound on; undefined where it does not bind or cannot be bound yet. */
  bound(statement: Statement): BoundStatement | undefined;
  lineage(bound: BoundStatement): StatementLineage;
}

/** Follows the columns of a dataset through the steps of its jobs. */
export function traceDataset(dataset: Dataset, surroundings: Surroundings): TracedDataset {
  return new DatasetTracer(dataset, surroundings).trace();
}

/** What a name stands for that has no columns. */
const NOTHING: Frame = { columns: [], rows: new Origins() };

type Names = Map<string, Frame | undefined>;

class DatasetTracer {
  private readonly readings: DatasetReading[] = [];

  constructor(
    private readonly dataset: Dataset,
    private readonly around: Surroundings,
  ) {}

  trace(): TracedDataset {
    const privates: Names = new Map();
    let frame: Frame | undefined;
    for (const [index, job] of this.dataset.jobs.entries()) {
      frame = this.job(job, index, privates);
      for (const destination of job.destinations)
        if (destination.kind === 'table') privates.set(destination.table, frame);
    }
    const { id } = this.dataset;
    const reads = [...this.around.reads];
    const known = this.around.columns.get(id);
    frame ??= known && this.unbound(known);
    if (!frame)
      return {
        address: id,
        reads,
        columns: [],
        readings: this.readings,
        untraced: `its columns are not known before its first run; \`mesh validate ${id}\` says more`,
      };
    return {
      address: id,
      reads,
      columns: frame.columns.map(({ name, origins }) => lineageColumn(id, name, origins)),
      rows: rowOrigins(frame.rows),
      readings: this.readings,
    };
  }

  private job(job: Job, jobIndex: number, privates: Names): Frame | undefined {
    const names: Names = new Map(privates);
    const statements = new Map(
      statementsOf(this.dataset)
        .filter((one) => one.jobIndex === jobIndex)
        .map((one) => [one.step, one]),
    );
    let current: Frame | undefined;
    for (const step of job.steps) {
      if (step.kind === 'ingest') current = this.source(step, step.schema);
      const statement = statements.get(step);
      if (statement) {
        const inputs = this.inputs(statement, names);
        const bound = this.around.bound(statement);
        const lineage = bound ? this.around.lineage(bound) : undefined;
        this.read(statement, lineage, inputs);
        if (step.kind === 'transform')
          current =
            bound &&
            lineage &&
            transformed(
              lineage,
              bound.columns.map(({ name }) => name),
              [...inputs.values()],
            );
        if (step.kind === 'filter' && current)
          current = filtered(lineage ?? { untraced: `the filter \`${step.name}\` is not bound` }, current, [
            ...inputs.values(),
          ]);
      }
      names.set('input', current);
      names.set(step.name, current);
    }
    return current;
  }

  /** The frames of what a statement names, in the order in which it was bound. */
  private inputs(statement: Statement, names: Names): Map<string, Frame> {
    const found = new Map<string, Frame>();
    for (const { name } of this.around.tables(statement)) {
      if (!found.has(name))
        found.set(name, (name.includes('.') ? this.datasetFrame(name) : names.get(name)) ?? NOTHING);
    }
    return found;
  }

  private datasetFrame(address: string): Frame | undefined {
    const columns = this.around.columns.get(address);
    return (
      columns && {
        columns: columns.map(({ name }) => ({ name, origins: Origins.of(columnId(address, name)) })),
        rows: Origins.rowsOf(address),
      }
    );
  }

  private source(step: IngestStep, columns: readonly Field[] | undefined): Frame | undefined {
    const location = step.config['file_location'];
    const inside = typeof location === 'string' && location.startsWith(`${this.around.root}/`);
    const name =
      typeof location === 'string'
        ? inside
          ? relative(this.around.root, location)
          : location
        : `${this.dataset.id} ${step.connector}`;
    return (
      columns && {
        columns: columns.map((column) => ({ name: column.name, origins: Origins.of(`${name}#${column.name}`) })),
        rows: new Origins(),
      }
    );
  }

  /** The columns of a table whose SQL is not bound; those of a dataset that only reads a source are the source's. */
  private unbound(columns: readonly Field[]): Frame {
    const steps = this.dataset.jobs.at(-1)?.steps ?? [];
    const ingest = steps.find((step) => step.kind === 'ingest');
    const changed = steps.find((step) => step.kind === 'transform' || step.kind === 'filter');
    if (ingest && !changed) return this.source(ingest, columns) ?? NOTHING;
    const names = columns.map(({ name }) => name);
    return unknown(
      names,
      `the SQL of step \`${changed?.name ?? '?'}\` is not bound; \`mesh validate ${this.dataset.id}\` says why`,
    );
  }

  private read(statement: Statement, lineage: StatementLineage | undefined, inputs: ReadonlyMap<string, Frame>): void {
    const at = (offset: number): Pick<DatasetReading, 'position' | 'step'> => ({
      position: positionAt(statement.sql, offset),
      step: statement.step.name,
    });
    if (!lineage || 'untraced' in lineage) {
      for (const { name, offset } of this.around.tables(statement)) {
        if (name.includes('.')) this.readings.push({ address: name, ...at(offset), named: false });
      }
      return;
    }
    const frames = [...inputs.values()];
    const before = this.readings.length;
    for (const reading of lineage.readings) {
      for (const [column, kind] of originsOf(frames, reading).direct) {
        const address = splitColumnId(column)?.address;
        if (kind === 'IDENTITY' && address)
          this.readings.push({ address, column, ...at(reading.offset), named: reading.named });
      }
    }
    const found = new Set(this.readings.slice(before).map(({ address }) => address));
    for (const { name, offset } of this.around.tables(statement)) {
      if (name.includes('.') && !found.has(name))
        this.readings.push({ address: name, ...at(offset), named: true, rowsOnly: true });
    }
  }
}

function lineageColumn(address: string, name: string, origins: Origins): LineageColumn {
  const { direct, indirect, datasets, untraced } = origins;
  const decided = [...indirect].flatMap(([column, kinds]) => [...kinds].sort().map((kind) => ({ column, kind })));
  return {
    id: columnId(address, name),
    name,
    direct: [...direct].map(([column, kind]) => ({ column, kind })).sort(byColumn),
    indirect: decided.sort((a, b) => byColumn(a, b) || (a.kind < b.kind ? -1 : 1)),
    rows: [...datasets].filter((read) => !hasColumnOf(read, origins)).sort(),
    ...(untraced !== undefined && { untraced }),
  };
}

function hasColumnOf(address: string, { direct, indirect }: Origins): boolean {
  const prefix = `${address}.`;
  for (const ids of [direct, indirect]) for (const id of ids.keys()) if (id.startsWith(prefix)) return true;
  return false;
}

function rowOrigins({ indirect, datasets, untraced }: Origins): RowOrigins {
  return {
    columns: [...indirect.keys()].sort(),
    datasets: [...datasets].sort(),
    ...(untraced !== undefined && { untraced }),
  };
}

function byColumn(a: { column: string }, b: { column: string }): number {
  return a.column < b.column ? -1 : a.column > b.column ? 1 : 0;
}
