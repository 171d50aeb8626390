import { realpathSync } from 'node:fs';
import { dirname, join, basename } from 'node:path';

/** The path, and where links lead it elsewhere its real path too; parts that do not exist yet stay as they are. */
export function withRealPath(path: string): string[] {
  const real = realPath(path);
  return real === path ? [path] : [path, real];
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), basename(path));
  }
}
