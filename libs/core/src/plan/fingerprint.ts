import type { Dataset, Job } from '../model/job';
import type { Engine } from '../ports';
import { contentKey } from '../cache/content-cache';
import { enforcedText } from '../check/enforced';

/**
 * Digest of a dataset's jobs as normalised, SQL included, and the engine's major version; behind a dot that of what its
 * contract demands of the rows, but not of an append, which would add the rows of its queries again. Paths inside the
 * workspace count relative to it, so that a checkout elsewhere has the same fingerprint.
 */
export function fingerprint(dataset: Dataset, root: string, engine: Pick<Engine, 'name' | 'majorVersion'>): string {
  const appends = dataset.jobs.some((job) => job.destinations.some((destination) => destination.mode === 'append'));
  const enforced = dataset.contract && !appends ? enforcedText(dataset.contract) : undefined;
  const jobs = contentKey(portable(dataset.jobs.map(withoutPlaces), root), `${engine.name} ${engine.majorVersion}`);
  return enforced === undefined ? jobs : `${jobs}.${contentKey(enforced)}`;
}

/** Whether two fingerprints are of the same jobs; their contracts may differ. */
export function sameJobs(one: string, other: string): boolean {
  const jobs = (text: string): string | undefined => text.split('.')[0];
  return jobs(one) === jobs(other);
}

/** Where something stands changes no rows. */
function withoutPlaces({ steps, destinations, ...job }: Job): unknown {
  return {
    ...job,
    position: undefined,
    steps: steps.map((step) => ({
      ...step,
      position: undefined,
      ...('sql' in step && { sql: { text: step.sql.text } }),
    })),
    destinations: destinations.map((destination) => ({ ...destination, position: undefined, location: undefined })),
  };
}

/** JSON that is the same for equal values: keys are sorted, and paths inside the workspace count relative to it. */
export function portable(value: unknown, root: string): string {
  return written(value, `${root}/`) ?? 'null';
}

/** Undefined where JSON has no word for the value. */
function written(value: unknown, inside: string): string | undefined {
  if (typeof value === 'string')
    return JSON.stringify(value.startsWith(inside) ? `.${value.slice(inside.length - 1)}` : value);
  if (Array.isArray(value)) return `[${value.map((item) => written(item, inside) ?? 'null').join()}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const members: string[] = [];
  for (const key of sortedKeys(value)) {
    const member = written(value[key], inside);
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${member}`);
  }
  return `{${members.join()}}`;
}

/** As an object would keep them that they are put into in order: those that are whole numbers come first. */
function sortedKeys(value: Record<string, unknown>): string[] {
  const keys = Object.keys(value).sort();
  if (!keys.some(beginsWithDigit)) return keys;
  return Object.keys(Object.fromEntries(keys.map((key) => [key, 0])));
}

function beginsWithDigit(key: string): boolean {
  const unit = key.charCodeAt(0);
  return unit >= 48 && unit <= 57;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
