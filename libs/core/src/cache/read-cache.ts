import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ContentCache, contentKey } from './content-cache';
import { located, unlocated } from './located';

/** Part of every key: another one when the shape of the entries changes. */
const FORMAT = '1';
/** Entries that nobody asked for are dropped once there are more than this. */
const KEEP_UNUSED = 4000;

/** What was made of files, kept by their text: a value of JSON whose positions are all in the file that it was read from. */
export class ReadCache {
  private cache: ContentCache<unknown> | undefined;

  /**
   * `file`: where it is kept; its folder need not be there. `code`: folders of the code that reads; what another version
   * of it has found is not taken for this one's.
   */
  constructor(
    private readonly file: string,
    private readonly code: readonly string[],
  ) {}

  /** What `read` gives for a file, which depends on these texts alone. */
  find<T>(file: string, texts: readonly string[], read: () => T): T {
    this.cache ??= sharedCache(this.file);
    const key = contentKey(FORMAT, codeDigest(this.code), ...texts);
    const known = this.cache.get(key);
    if (known !== undefined) return located(known, file) as T;
    const found = read();
    const kept = unlocated(found);
    if (kept !== undefined) this.cache.set(key, kept);
    return found;
  }

  /** Keeps what is new for the next process, as far as the folder can be written. */
  save(): void {
    this.cache?.save();
  }
}

const shared = new Map<string, { stamp: string; cache: ContentCache<unknown> }>();

/** A cache can be large: a workspace and what it is compared with read it once, as long as its file stays as it is. */
function sharedCache(file: string): ContentCache<unknown> {
  const { mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? {};
  const stamp = `${mtimeMs} ${size}`;
  const known = shared.get(file);
  if (known?.stamp === stamp) return known.cache;
  const cache = new ContentCache<unknown>(file, KEEP_UNUSED);
  shared.set(file, { stamp, cache });
  return cache;
}

const digests = new WeakMap<readonly string[], string>();

function codeDigest(folders: readonly string[]): string {
  const known = digests.get(folders);
  if (known !== undefined) return known;
  const digest = contentKey(
    ...folders.flatMap((folder) =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name))
        .map(({ name }) => readFileSync(join(folder, name), 'utf8')),
    ),
  );
  digests.set(folders, digest);
  return digest;
}
