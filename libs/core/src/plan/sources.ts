import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { MeshError } from '../errors';
import type { MeshContext } from '../mesh';
import type { IngestStep, Job, WriteMode } from '../model/job';
import type { ConnectorContext, Source, SourceItem, StateEntry, TableState } from '../ports';

export type SourceEntry = Extract<StateEntry, { kind: 'source' }>;

/** How what lies at the source differs from what the table has read. */
export interface SourceChange {
  /** Not read before. */
  added: SourceItem[];
  /** Not read before under this path, but with content that was. */
  copied: SourceItem[];
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

/** The connector of an ingest step. */
export function connectorOf(context: MeshContext, step: IngestStep): MeshContext['connectors']['sources'][number] {
  const connector = context.connectors.sources.find((source) => source.type === step.connector);
  if (!connector) throw new MeshError('BUG', `no source connector is called ${step.connector}`);
  return connector;
}

/** Where a connector's relative paths start, and how its rows are written. */
export function connectorContext(file: string, mode: WriteMode): ConnectorContext {
  return { base: dirname(file), mode };
}

/** The mode that decides how a job's sources are read: that of its table, overwrite for exports alone. */
export function jobMode(job: Job): WriteMode {
  for (const destination of job.destinations) if (destination.kind === 'table') return destination.mode;
  return 'overwrite';
}

/** Entries of a step's files in the state, by path. Those of steps that the job has no more count too: a step may be renamed. */
export function sourceEntries(state: TableState | undefined, job: Job, step: IngestStep): Map<string, SourceEntry> {
  const others = new Set(
    job.steps.flatMap((other) => (other.kind === 'ingest' && other.name !== step.name ? [other.name] : [])),
  );
  const entries = [...(state?.entries.values() ?? [])].filter((entry) => entry.kind === 'source');
  const own = entries.filter((entry) => entry.step === step.name);
  const orphaned = entries.filter((entry) => entry.step !== step.name && !others.has(entry.step));
  return new Map([...orphaned, ...own].map((entry) => [entry.path, entry]));
}

/** The key of a file's entry in the state; `name` as `sourceName` gives it. */
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

/** Compares by path, size and time of change, and by content only where size is equal and path or time is not. */
export async function sourceChange(
  source: Source,
  known: ReadonlyMap<string, SourceEntry>,
  nameOf: (path: string) => string,
): Promise<SourceChange> {
  const all = await source.discover();
  const change: SourceChange = { added: [], copied: [], changed: [], gone: [], unchanged: [], all };
  const sizes = new Set([...known.values()].map((entry) => entry.size));
  const digests = new Set([...known.values()].map((entry) => entry.sha256));
  const seen = new Set<string>();
  for (const item of all) {
    const name = nameOf(item.id);
    seen.add(name);
    const entry = known.get(name);
    if (!entry && sizes.has(item.size) && digests.has(await contentDigest(item.id))) change.copied.push(item);
    else if (!entry) change.added.push(item);
    else if (
      entry.size === item.size &&
      (entry.mtime === item.mtime || entry.sha256 === (await contentDigest(item.id)))
    )
      change.unchanged.push(item);
    else change.changed.push(item);
  }
  for (const [path, entry] of known) if (!seen.has(path)) change.gone.push(entry);
  return change;
}

/** Bytes of a file that are read at once. */
const CHUNK = 1 << 20;

/** SHA-256 of a file, in hex. Throws the system's error where it cannot be read, the signal's reason where that ends it. */
export async function contentDigest(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    // One buffer for the whole file: a stream's chunks cost as much as the digest.
    const buffer = Buffer.allocUnsafeSlow(CHUNK);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, CHUNK, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(bytesRead === CHUNK ? buffer : buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
