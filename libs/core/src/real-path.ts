import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Where links lead; the parts that do not exist yet stay as they are. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), basename(path));
  }
}
