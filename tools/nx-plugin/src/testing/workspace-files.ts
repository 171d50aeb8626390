import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Absolute path of this repository. */
export const REPOSITORY = resolve(__dirname, '../../../..');

/** Every file that is in git or would be added to it, relative to the repository. */
export function workspaceFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-coz', '--exclude-standard'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return [...new Set(listed.split('\0'))].filter((file) => file !== '' && existsSync(join(REPOSITORY, file)));
}
