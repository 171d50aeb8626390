import { readdirSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { MeshError } from '@mu-mesh/core';
import { attempt, errorCode, fileError } from './file-error';
import { compileGlob, hasWildcard, literalText } from './glob';
import type { Location } from './location';

export interface FoundFile {
  path: string;
  stats: Stats;
  /** Whether the path, or a folder of it below the root, is a symbolic link. */
  linked: boolean;
}

/** Files that Spark leaves out of a folder: `_SUCCESS`, `.part.crc`, a copy under way. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || (name.startsWith('_') && !name.includes('=')) || name.endsWith('._COPYING_');
}

/** Whether a part of a location names hidden files by their first character. */
export function showsHidden(glob: string): boolean {
  return /^[._]/.test(glob);
}

/**
 * The files that a location names, in no order, each path once. A folder stands for the files directly in it, or for
 * everything below it where `recursive`. Folders reached again through a link are not entered again.
 * Throws SOURCE_UNREADABLE, SOURCE_MISSING (a link to nothing), CONFIG_INVALID (partition folders).
 */
export async function walk(location: Location, recursive: boolean): Promise<FoundFile[]> {
  const walker = new Walker(recursive);
  await walker.follow({ path: location.root, linked: false, above: [] }, location.pattern);
  return [...walker.found.values()];
}

/** Files after which others get their turn: a file looked at by itself costs a tenth of one that is waited for. */
const PAUSE = 1000;

interface Place {
  path: string;
  linked: boolean;
  /** Real paths of the folders on the way here. */
  above: readonly string[];
}

class Walker {
  readonly found = new Map<string, FoundFile>();
  private looks = 0;

  constructor(private readonly recursive: boolean) {}

  async follow(place: Place, pattern: readonly string[]): Promise<void> {
    const [glob, ...rest] = pattern;
    if (glob === undefined) return this.take(place);
    if (!hasWildcard(glob)) return this.follow({ ...place, path: join(place.path, literalText(glob)) }, rest);
    const folder = await this.enter(place);
    if (!folder) return;
    if (glob === '**') {
      if (rest.length > 0) await this.follow(place, rest);
      for (const [entry, child] of await this.children(folder)) {
        if (isHidden(entry.name)) continue;
        const descends = await this.isFolder(entry, child.path);
        if (descends) await this.follow(child, pattern);
        else if (rest.length === 0) await this.take(child);
      }
      return;
    }
    const matches = compileGlob(glob);
    for (const [entry, child] of await this.children(folder)) {
      if (matches(entry.name) && (showsHidden(glob) || !isHidden(entry.name))) await this.follow(child, rest);
    }
  }

  private async take(place: Place): Promise<void> {
    const stats = await this.look(place);
    if (stats?.isDirectory()) return this.takeFolder(place);
    if (stats?.isFile()) this.found.set(place.path, { path: place.path, stats, linked: place.linked });
    else if (stats && place.above.length === 0)
      throw new MeshError('SOURCE_UNREADABLE', `${place.path} is neither a file nor a folder`);
  }

  private async takeFolder(place: Place): Promise<void> {
    const folder = await this.enter(place);
    if (!folder) return;
    for (const [entry, child] of await this.children(folder)) {
      if (isHidden(entry.name)) continue;
      const descends = await this.isFolder(entry, child.path);
      if (!descends || this.recursive) await this.take(child);
      else if (/^[^=]+=/.test(entry.name)) throw partitioned(place.path, entry.name);
    }
  }

  /** The place as a folder to list; undefined where it is no folder, or one that we are in already. */
  private async enter(place: Place): Promise<Place | undefined> {
    const stats = await this.look(place);
    if (!stats?.isDirectory()) return undefined;
    const real = await attempt('read', place.path, () => realpathSync.native(place.path));
    if (place.above.includes(real)) return undefined;
    return { ...place, above: [...place.above, real] };
  }

  private async children(folder: Place): Promise<[Dirent, Place][]> {
    const entries = await attempt('read', folder.path, () => readdirSync(folder.path, { withFileTypes: true }));
    return entries.map((entry) => [
      entry,
      { path: join(folder.path, entry.name), linked: folder.linked || entry.isSymbolicLink(), above: folder.above },
    ]);
  }

  private async isFolder(entry: Dirent, path: string): Promise<boolean> {
    if (!entry.isSymbolicLink()) return entry.isDirectory();
    return (await attempt('followed', path, () => statsOf(path))).isDirectory();
  }

  /** Undefined where there is nothing at a path that the configuration names itself. */
  private async look(place: Place): Promise<Stats | undefined> {
    this.looks += 1;
    if (this.looks % PAUSE === 0) await setImmediate();
    try {
      return statsOf(place.path);
    } catch (error) {
      const code = errorCode(error);
      if (!place.linked && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined;
      throw fileError(error, place.linked ? 'followed' : 'read', place.path);
    }
  }
}

function statsOf(path: string): Stats {
  const stats = statSync(path);
  // After a pipe or a socket `realpathSync` of Node 20 follows no link, and `require` with it, until something else is seen.
  if (stats.isFIFO() || stats.isSocket()) statSync('/');
  return stats;
}

function partitioned(folder: string, name: string): MeshError {
  return new MeshError('CONFIG_INVALID', `${folder} has partition folders (${name}), whose values would be lost`, {
    hint: 'Set the option recursiveFileLookup to true to read the files without those values, or name the files by a glob.',
  });
}
