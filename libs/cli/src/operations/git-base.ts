import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MeshError } from '@mu-mesh/core';
import { askGit, git } from './git';

/** Larger files are no configuration; the loader refuses them. */
const LIMIT = 1024 * 1024;
const WANTED = /^(?:[^/]+\.json|\.changeset\/[^/]+\.md|domains\/.+\.(?:json|ya?ml|sql)|.+\.sql)$/;
const MAINS = ['main', 'origin/main'];

export interface Base {
  /** As it was asked for; `merge base with main` by default. */
  name: string;
  /** The commit's id. */
  commit: string;
}

/** The commit to compare with: what `ref` names, else where the branch left main. Throws USAGE where there is none, or git fails. */
export function findBase(root: string, ref: string | undefined): Base {
  const named = ref === undefined ? undefined : commitOf(root, ref);
  if (ref !== undefined && named !== undefined) return { name: ref, commit: named };
  if (commitOf(root, 'HEAD') === undefined)
    throw new MeshError('USAGE', `${root} is in no git repository with a commit`, {
      hint: 'Run it in a git work tree.',
    });
  if (ref !== undefined) throw missing(root, `git knows no commit ${JSON.stringify(ref)}`);
  const main = MAINS.find((name) => commitOf(root, name) !== undefined);
  const commit = main && askGit(root, ['merge-base', main, 'HEAD']);
  if (!commit) throw missing(root, 'there is no branch main that this one comes from');
  return { name: `merge base with ${main}`, commit };
}

/** A shallow clone may only seem to have no such commit. */
function missing(root: string, what: string): MeshError {
  const isShallow = askGit(root, ['rev-parse', '--is-shallow-repository']) === 'true';
  return new MeshError(
    'USAGE',
    isShallow ? `${what}: this clone is shallow, and has only a part of the history` : what,
    {
      hint: isShallow
        ? 'Fetch the rest: `git fetch --unshallow`, in CI `fetch-depth: 0`.'
        : 'Give --base a branch, tag or commit; in CI, fetch the whole history.',
    },
  );
}

/** A file of a commit: its path in the workspace, with forward slashes, and the id of its content. */
export interface BaseFile {
  path: string;
  id: string;
}

/** The configuration files of a commit; symbolic links and what is no configuration are left out. Throws USAGE where git fails. */
export function listFiles(root: string, commit: string): BaseFile[] {
  const listing = git(root, ['ls-tree', '-r', '-z', commit]).toString('utf8');
  return listing.split('\0').flatMap((entry) => {
    const [, mode = '', id = '', path = ''] = /^(\d+) blob ([0-9a-f]+)\t([^]+)$/.exec(entry) ?? [];
    return mode.startsWith('100') && isWanted(path) ? [{ id, path }] : [];
  });
}

/** Paths of the commit, or of git's index, whose files are other ones in the work tree, or gone. Throws USAGE where git fails. */
export function changedPaths(root: string, commit: string): Set<string> {
  const how = ['--name-only', '-z', '--relative', '--no-renames', '--no-ext-diff', '--ignore-submodules'];
  const listing = git(root, ['diff', ...how, commit, '--']).toString('utf8');
  return new Set(listing.split('\0').filter((path) => path !== ''));
}

/** Writes files of a commit into a folder, but for those that are too large for configuration. */
export function writeFiles(root: string, files: readonly BaseFile[], folder: string): void {
  const small = smallFiles(root, files);
  const contents = ask(root, '--batch', small);
  let at = 0;
  for (const { path } of small) {
    const line = contents.indexOf(10, at);
    const size = Number(contents.subarray(at, line).toString('utf8').split(' ')[2]);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents.subarray(line + 1, line + 1 + size));
    at = line + 1 + size + 1;
  }
}

function smallFiles(root: string, files: readonly BaseFile[]): BaseFile[] {
  const sizes = ask(root, '--batch-check=%(objectsize)', files).toString('utf8').split('\n').map(Number);
  if (sizes.some(Number.isNaN)) throw unreadable();
  return files.filter((_, index) => (sizes[index] ?? Infinity) <= LIMIT);
}

/** What git says of the contents of files, one after the other. */
function ask(root: string, how: string, files: readonly BaseFile[]): Buffer {
  const ids = files.map(({ id }) => `${id}\n`).join('');
  return ids === '' ? Buffer.alloc(0) : contentsOf(root, how, ids);
}

/** What `git cat-file` says of the objects with these ids, one a line. Throws USAGE where it fails. */
export function contentsOf(root: string, how: string, ids: string): Buffer {
  try {
    return git(root, ['cat-file', how], ids);
  } catch (error) {
    throw unreadable(error);
  }
}

/** Objects of a commit that git lacks or cannot unpack. */
export function unreadable(cause?: unknown): MeshError {
  return new MeshError('USAGE', 'git could not read files of the commit to compare with', {
    hint: 'Fetch its whole content, and see what `git fsck` finds.',
    cause,
  });
}

/** `.mesh` holds caches that are shared with the work tree: nothing of a commit gets there. */
function isWanted(path: string): boolean {
  const parts = path.split('/');
  if (parts[0]?.toLowerCase() === '.mesh' || path.includes('\\')) return false;
  return WANTED.test(path) && !parts.some((part) => part === '..' || part === '.git');
}

function commitOf(root: string, ref: string): string | undefined {
  return askGit(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
}
