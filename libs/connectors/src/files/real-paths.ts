import { realPath } from '@mu-mesh/core';

/** The path, and where links lead it elsewhere its real path too; parts that do not exist yet stay as they are. */
export function withRealPath(path: string): string[] {
  const real = realPath(path);
  return real === path ? [path] : [path, real];
}
