import { isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MeshError } from '@mu-mesh/core';

/** The `path` of an add action: relative to the table, each part percent-encoded. */
export function encodePath(location: string, file: string): string {
  const path = relative(location, file);
  if (!isInside(path)) throw new MeshError('BUG', `${file} lies outside the table's folder ${location}`);
  return path
    .split(sep)
    .map((part) => encodeURIComponent(part).replaceAll('%3D', '='))
    .join('/');
}

/** The absolute path of an add action's `path`. Throws TABLE_UNSUPPORTED for files outside the table's folder. */
export function decodePath(location: string, path: string): string {
  const file = absolute(location, path);
  if (file !== undefined && isInside(relative(location, file))) return file;
  throw new MeshError(
    'TABLE_UNSUPPORTED',
    `The table ${location} has data files outside its folder (${path}), as shallow clones have`,
    {
      hint: 'Copy the table with its files, for example by a deep clone.',
    },
  );
}

function absolute(location: string, path: string): string | undefined {
  try {
    if (path.startsWith('file:')) return fileURLToPath(path);
    if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(path)) return undefined;
    const decoded = decodeURIComponent(path);
    return isAbsolute(decoded) ? decoded : join(location, decoded);
  } catch {
    return undefined;
  }
}

function isInside(path: string): boolean {
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
