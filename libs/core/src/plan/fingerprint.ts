import type { Dataset } from '../model/job';
import type { Engine } from '../ports';
import { contentKey } from '../cache/content-cache';

/** Where something stands changes no rows. */
const IGNORED_KEYS = new Set(['position', 'file', 'location', 'id']);

/**
 * Digest of a dataset's jobs as normalised, SQL included, and the engine's major version. Paths inside the
 * workspace count relative to it, so that a checkout elsewhere has the same fingerprint.
 */
export function fingerprint(dataset: Dataset, root: string, engine: Pick<Engine, 'name' | 'majorVersion'>): string {
  return contentKey(canonical(dataset.jobs, root), `${engine.name} ${engine.majorVersion}`);
}

function canonical(value: unknown, root: string): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (IGNORED_KEYS.has(key)) return undefined;
    if (typeof inner === 'string' && inner.startsWith(`${root}/`)) return `.${inner.slice(root.length)}`;
    return isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner;
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
