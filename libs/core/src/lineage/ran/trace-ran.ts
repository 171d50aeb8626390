import { isAbsolute, join } from 'node:path';
import { MeshError } from '../../errors';
import type { MeshContext } from '../../mesh';
import type { JobDefinition } from '../../model/definition';
import { analyse } from '../../plan/analysis';
import { StatementBinder, type BoundStatement } from '../../plan/binding';
import { definitionOf } from '../../plan/definition';
import { fingerprint } from '../../plan/fingerprint';
import { datasetsOf } from '../../plan/selection';
import { statementsOf } from '../../plan/statements';
import type { StateHead } from '../../ports';
import type { LineageColumn, TracedDataset } from '../dataset-lineage';
import { MeshLineage } from '../mesh-lineage';
import { columnId, splitColumnId, type ColumnId } from '../origins';
import { traceDataset } from '../trace-dataset';
import { traceStatements } from '../trace-mesh';
import { pastDataset } from './past-dataset';
import { TableHistory, type SourceEntry } from './table-history';

/** One version of a dataset as it was built. */
export interface RanVersion {
  address: string;
  version: number;
  /** ISO 8601, UTC; undefined where the log no longer has the version. */
  at?: string;
  run?: string;
  /** Set where the version is a rollback: the one that it restored. */
  restored?: number;
  /** Whether its SQL is that of the workspace, another one, or not known. */
  job: 'current' | 'changed' | 'unknown';
  /** Every version that its rows were made from, oldest first; of an append those of all commits whose rows it has. */
  inputs: { address: string; versions: number[] }[];
  /** Files that its ingests read; paths are relative to the workspace where they lie inside. */
  sources: Pick<SourceEntry, 'step' | 'path' | 'size' | 'sha256'>[];
  /** Whether its own rows can still be read: `mesh vacuum` takes files of old versions away. */
  readable: boolean;
  /** Why not all of the above is known. */
  gap?: string;
}

export interface RanLineage {
  /** What was asked for first, then what it was made from, nearest first. */
  versions: RanVersion[];
  /** Columns with their origins; addresses carry versions: `sales.raw.x@7`. */
  lineage: MeshLineage;
}

/** A dataset's address at a version, as ids of columns name it. */
export function atVersion(address: string, version: number): string {
  return `${address}@${version}`;
}

/**
 * The lineage of a version as it was built: the versions that really were read, and the columns by the SQL that ran,
 * from what each commit keeps. `depth`: hops, as of the static lineage. Throws VERSION_MISSING for one that the log of
 * the dataset does not have, TABLE_MISSING where there is no table.
 */
export async function traceRan(
  context: MeshContext,
  asked: { address: string; version: number; depth: number },
): Promise<RanLineage> {
  const histories = new Map<string, Promise<TableHistory>>();
  const history = (address: string): Promise<TableHistory> => {
    const known = histories.get(address) ?? TableHistory.read(context, address);
    histories.set(address, known);
    return known;
  };
  await assertThere(await history(asked.address), asked.version);
  const versions = new Map<string, RanVersion>();
  const traced = new Map<string, TracedDataset>();
  let front = [{ address: asked.address, version: asked.version }];
  for (let hop = 0; hop < asked.depth && front.length > 0; hop++) {
    const next: typeof front = [];
    for (const { address, version } of front) {
      const id = atVersion(address, version);
      if (versions.has(id)) continue;
      const own = await history(address);
      const ran = await versionOf(context, own, version);
      versions.set(id, ran);
      traced.set(id, await columnsOf(context, own, version, history));
      for (const input of ran.inputs)
        for (const read of input.versions) next.push({ address: input.address, version: read });
    }
    front = next;
  }
  return { versions: [...versions.values()], lineage: new MeshLineage(traced, []) };
}

async function assertThere(own: TableHistory, version: number): Promise<void> {
  const { known, address } = own;
  if (known.length === 0)
    throw new MeshError('TABLE_MISSING', `${address} has no table yet`, { hint: `Build it: mesh run +${address}` });
  if (!own.version(version))
    throw new MeshError(
      'VERSION_MISSING',
      `${address} has no version ${version}: it has the versions ${known[0]} to ${known.at(-1)}`,
      { hint: `See \`mesh history ${address}\` for the versions that can be read.`, address },
    );
}

async function versionOf(context: MeshContext, own: TableHistory, version: number): Promise<RanVersion> {
  const { address } = own;
  const info = own.version(version);
  const head = own.head(version);
  const { commits, gap } = own.contributions(version);
  const inputs = new Map<string, Set<number>>();
  for (const commit of commits)
    for (const [input, read] of Object.entries(commit.head.inputs))
      // Private tables of the same file are part of the job.
      if (input.includes('.')) inputs.set(input, (inputs.get(input) ?? new Set()).add(read));
  return {
    address,
    version,
    ...(info && { at: info.at }),
    ...(info?.run !== undefined && { run: info.run }),
    ...(info?.operation === 'RESTORE' && head?.held && { restored: head.held.version }),
    job: jobOf(context, address, head),
    inputs: [...inputs]
      .map(([input, read]) => ({ address: input, versions: [...read].sort((a, b) => a - b) }))
      .sort((a, b) => (a.address < b.address ? -1 : 1)),
    sources: (await own.sources(version)).map(({ step, path, size, sha256 }) => ({
      step,
      path: fromRoot(address, path),
      size,
      sha256,
    })),
    readable: info !== undefined && (await own.readable(version)),
    ...(gap !== undefined && { gap }),
  };
}

/** The state names files relative to the folder of the job, which the address says. */
function fromRoot(address: string, path: string): string {
  return isAbsolute(path) ? path : join('domains', ...address.split('.'), path);
}

function jobOf(context: MeshContext, address: string, head: StateHead | undefined): RanVersion['job'] {
  if (!head) return 'unknown';
  if (isCurrent(context, address, head)) return 'current';
  return head.definition ? 'changed' : 'unknown';
}

function isCurrent(context: MeshContext, address: string, head: StateHead): boolean {
  const dataset = datasetsOf(context.workspace).get(address);
  return dataset !== undefined && fingerprint(dataset, context.workspace.root, context.engine()) === head.fingerprint;
}

/** What ran: as the state keeps it; of a version from before that was kept, the job of today where it is the same. */
function definitionAt(context: MeshContext, address: string, head: StateHead): JobDefinition[] | undefined {
  if (head.definition) return head.definition;
  const dataset = datasetsOf(context.workspace).get(address);
  return dataset && isCurrent(context, address, head) ? definitionOf(dataset, context.workspace.root) : undefined;
}

async function columnsOf(
  context: MeshContext,
  own: TableHistory,
  version: number,
  history: (address: string) => Promise<TableHistory>,
): Promise<TracedDataset> {
  const address = atVersion(own.address, version);
  const head = own.head(version);
  const untraced = (why: string): TracedDataset => ({ address, reads: [], columns: [], readings: [], untraced: why });
  if (!own.version(version)) return untraced(`version ${version} is no longer in its log`);
  if (!head) return untraced(`version ${version} was not written by mu-mesh`);
  const definition = definitionAt(context, own.address, head);
  const table = await own.columns(version);
  if (!definition) {
    const why = 'the SQL that it was built with is not known: it was committed before versions kept it';
    return unknownColumns(address, table?.map(({ name }) => name) ?? [], why);
  }
  const dataset = pastDataset(own.address, definition, head.sourceSchemas);
  const columns = new Map(
    await Promise.all(
      Object.entries(head.inputs)
        .filter(([input]) => input.includes('.'))
        .map(async ([input, read]) => [input, await (await history(input)).columns(read)] as const),
    ),
  );
  const lost = [...columns].find(([, fields]) => fields === undefined);
  if (lost) {
    const why = `version ${head.inputs[lost[0]] ?? '?'} of ${lost[0]}, which it was built from, is no longer in its log`;
    return unknownColumns(address, table?.map(({ name }) => name) ?? [], why);
  }
  const analyses = await analyse(
    context,
    statementsOf(dataset).map(({ sql }) => sql.text),
  );
  const bound: BoundStatement[] = [];
  const binder = new StatementBinder(context, analyses, (one) => bound.push(one));
  try {
    await binder.bindDataset(dataset, columns, []);
  } finally {
    await binder.close();
  }
  const lineages = await traceStatements(context, bound);
  const byStep = new Map(bound.map((one) => [one.statement.step, one]));
  const traced = traceDataset(dataset, {
    root: context.workspace.root,
    columns: table ? new Map(columns).set(own.address, table) : columns,
    reads: [...columns.keys()],
    tables: (statement) => analyses.get(statement.sql.text)?.tables ?? [],
    bound: (statement) => byStep.get(statement.step),
    lineage: (one) => lineages.get(one) ?? { untraced: 'the engine gave no answer' },
  });
  return named(traced, address, head.inputs);
}

function unknownColumns(address: string, names: readonly string[], why: string): TracedDataset {
  const columns = names.map((name): LineageColumn => ({
    id: columnId(address, name),
    name,
    direct: [],
    indirect: [],
    rows: [],
    untraced: why,
  }));
  return { address, reads: [], columns, readings: [], ...(columns.length === 0 && { untraced: why }) };
}

/** The same with the versions that were read in every address. */
function named(traced: TracedDataset, address: string, inputs: Readonly<Record<string, number>>): TracedDataset {
  const renamed = (id: ColumnId): ColumnId => {
    const split = splitColumnId(id);
    const read = split && inputs[split.address];
    return split && read !== undefined ? columnId(atVersion(split.address, read), split.column) : id;
  };
  const origin = <T extends { column: ColumnId }>(one: T): T => ({ ...one, column: renamed(one.column) });
  const dataset = (read: string): string => atVersion(read, inputs[read] ?? 0);
  const { rows } = traced;
  return {
    ...traced,
    address,
    reads: traced.reads.map(dataset),
    columns: traced.columns.map((column) => ({
      ...column,
      id: columnId(address, column.name),
      direct: column.direct.map(origin),
      indirect: column.indirect.map(origin),
      rows: column.rows.map(dataset),
    })),
    ...(rows && { rows: { ...rows, columns: rows.columns.map(renamed), datasets: rows.datasets.map(dataset) } }),
    readings: [],
  };
}
