import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { CodeLocation } from './knowledge';

/**
 * Where a file lies in its repository, by a URL with `{path}` and `{version}` (the commit). Undefined where the URL
 * wants a commit and none is known.
 */
export function codeLocation(sourceUrl: string, root: string, file: string): CodeLocation | undefined {
  const repository = repositoryOf(root);
  const path = relative(repository ?? root, file)
    .split(sep)
    .map(encodeURIComponent)
    .join('/');
  const version = repository === undefined ? undefined : headOf(join(repository, '.git'));
  if (version === undefined && sourceUrl.includes('{version}')) return undefined;
  const url = sourceUrl.replaceAll('{path}', path).replaceAll('{version}', version ?? '');
  return { type: 'git', url, path: decodeURIComponent(path), ...(version !== undefined && { version }) };
}

function repositoryOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git', 'HEAD'))) return folder;
  return dirname(folder) === folder ? undefined : repositoryOf(dirname(folder));
}

/** The commit that is checked out; a branch's is in its own file, or in `packed-refs`. */
function headOf(git: string): string | undefined {
  const head = textOf(join(git, 'HEAD'));
  const branch = /^ref: (refs\/[^\0]+)$/.exec(head)?.[1];
  if (branch === undefined) return commit(head);
  const packed = textOf(join(git, 'packed-refs')).split('\n');
  return (
    commit(textOf(join(git, branch))) ?? commit(packed.find((line) => line.endsWith(` ${branch}`))?.split(' ')[0] ?? '')
  );
}

function commit(text: string): string | undefined {
  return /^[0-9a-f]{40,64}$/.test(text) ? text : undefined;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf-8').trim();
  } catch {
    return '';
  }
}
