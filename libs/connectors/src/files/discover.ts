import { realpath } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';
import { MeshError, type SourceItem } from '@mu-mesh/core';
import { attempt } from './file-error';
import { compileGlob } from './glob';
import { covers, type Location } from './location';
import { type FoundFile, isHidden, showsHidden, walk } from './walk';

export interface Discovery {
  location: Location;
  recursive: boolean;
  /** Glob over file names. */
  nameFilter: string | undefined;
  /** Milliseconds since the epoch, exclusive. */
  modifiedAfter: number | undefined;
  modifiedBefore: number | undefined;
  encodingOf(path: string): string | undefined;
}

const UNREADABLE = /\.(bz2|lz4|snappy|deflate|zst|xz|zip|7z|tar|tgz)$/i;

/** The files to read now, sorted by path (UTF-16 code units), each file once even where links lead to it too. */
export async function discover(discovery: Discovery): Promise<SourceItem[]> {
  const found = await walk(discovery.location, discovery.recursive);
  const chosen = await resolveLinks(found.filter(chooser(discovery)), discovery.location.root);
  const packed = chosen.find(({ path }) => UNREADABLE.test(path));
  if (packed)
    throw new MeshError('SOURCE_UNREADABLE', `${packed.path} is packed in a way that is not read`, {
      hint: 'Unpack it first, or pack it with gzip (.gz).',
    });
  return chosen
    .sort((left, right) => compare(left.path, right.path))
    .map(({ path, stats }) => {
      const encoding = discovery.encodingOf(path);
      return { id: path, size: stats.size, mtime: stats.mtimeMs, ...(encoding !== undefined && { encoding }) };
    });
}

/** Whether `discover` would find a file of that path, as far as its name says. */
export function namesFile(
  { location, recursive, nameFilter }: Pick<Discovery, 'location' | 'recursive' | 'nameFilter'>,
  path: string,
): boolean {
  const { root, pattern } = location;
  if (!covers(location, path) || isHidden(basename(path))) return false;
  const folders = relative(root, path).split(sep);
  if (!pattern.some(showsHidden) && folders.some(isHidden)) return false;
  if (nameFilter !== undefined && !compileGlob(nameFilter)(basename(path))) return false;
  // A folder that the location names stands for the files directly in it.
  const depth = path === root ? 0 : folders.length;
  return recursive || pattern.includes('**') || depth <= pattern.length + 1;
}

function chooser({ nameFilter, modifiedAfter, modifiedBefore }: Discovery): (file: FoundFile) => boolean {
  const named = nameFilter === undefined ? () => true : compileGlob(nameFilter);
  return ({ path, stats }) =>
    named(basename(path)) &&
    (modifiedAfter === undefined || stats.mtimeMs > modifiedAfter) &&
    (modifiedBefore === undefined || stats.mtimeMs < modifiedBefore);
}

/** A link may not lead out of the folder that the configuration names: the sandbox would not open its target. */
async function resolveLinks(files: readonly FoundFile[], root: string): Promise<FoundFile[]> {
  if (!files.some(({ linked }) => linked)) return [...files];
  const home = await attempt('read', root, () => realpath(root));
  const byTarget = new Map<string, FoundFile>();
  const direct = (file: FoundFile): number => (file.linked ? 1 : 0);
  for (const file of [...files].sort((left, right) => direct(left) - direct(right) || compare(left.path, right.path))) {
    const target = await attempt('followed', file.path, () => realpath(file.path));
    if (target !== home && !target.startsWith(home.endsWith(sep) ? home : home + sep)) {
      throw new MeshError('SOURCE_UNREADABLE', `${file.path} is a link that leads out of ${root}`, {
        hint: "Name the file's own place in file_location, or put the file here.",
      });
    }
    if (!byTarget.has(target)) byTarget.set(target, file);
  }
  return [...byTarget.values()];
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
