import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { dirname, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MeshError } from '../errors';
import type { MeshContext } from '../mesh';
import type { IngestStep, Job, WriteMode } from '../model/job';
import type { ConnectorContext, Source, SourceItem, StateEntry, TableState } from '../ports';

export type SourceEntry = Extract<StateEntry, { kind: 'source' }>;

/** How what lies at the source differs from what the table has read. */
export interface SourceChange {
  /** Not read before. */
  added: SourceItem[];
  /** Read before with other content. */
  changed: SourceItem[];
  /** Read before, not there any more. */
  gone: SourceEntry[];
  /** Same content under a new time of change, with the digest that proves it. */
  unchanged: SourceItem[];
  /** Everything there is. */
  all: SourceItem[];
}

/** The source of an ingest step. `file` is the job file. */
export function openSource(context: MeshContext, file: string, step: IngestStep, mode: WriteMode): Source {
  return connectorOf(context, step).open(step.config, connectorContext(file, mode));
}

export function connectorOf(context: MeshContext, step: IngestStep): MeshContext['connectors']['sources'][number] {
  const connector = context.connectors.sources.find((source) => source.type === step.connector);
  if (!connector) throw new MeshError('BUG', `no source connector is called ${step.connector}`);
  return connector;
}

export function connectorContext(file: string, mode: WriteMode): ConnectorContext {
  return { base: dirname(file), mode };
}

/** The mode that decides how a job's sources are read: that of its table, overwrite for exports alone. */
export function jobMode(job: Job): WriteMode {
  for (const destination of job.destinations) if (destination.kind === 'table') return destination.mode;
  return 'overwrite';
}

/** Entries of a step's files in the state, by path. */
export function sourceEntries(state: TableState | undefined, step: string): Map<string, SourceEntry> {
  const found = new Map<string, SourceEntry>();
  for (const entry of state?.entries.values() ?? []) {
    if (entry.kind === 'source' && entry.step === step) found.set(entry.path, entry);
  }
  return found;
}

export function sourceKey(step: string, name: string): string {
  return `source:${step}:${name}`;
}

/**
 * How the state knows a file: relative to the job file's folder where it lies in the workspace, so that a checkout
 * that moves with its lake reads nothing twice; else absolute.
 */
export function sourceName(context: MeshContext, file: string, path: string): string {
  const inside = path.startsWith(`${context.workspace.root}/`) && file.startsWith(`${context.workspace.root}/`);
  return inside ? relative(dirname(file), path) : path;
}

/** Compares by path, size and time of change, and by content only where size is equal and time is not. */
export async function sourceChange(
  source: Source,
  known: ReadonlyMap<string, SourceEntry>,
  nameOf: (path: string) => string,
): Promise<SourceChange> {
  const all = await source.discover();
  const change: SourceChange = { added: [], changed: [], gone: [], unchanged: [], all };
  const seen = new Set<string>();
  for (const item of all) {
    const name = nameOf(item.id);
    seen.add(name);
    const entry = known.get(name);
    if (!entry) change.added.push(item);
    else if (entry.size === item.size && (entry.mtime === item.mtime || entry.sha256 === (await contentDigest(item.id)))) change.unchanged.push(item);
    else change.changed.push(item);
  }
  for (const [path, entry] of known) if (!seen.has(path)) change.gone.push(entry);
  return change;
}

/** SHA-256 of a file, in hex. Throws the system's error where it cannot be read. */
export async function contentDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
