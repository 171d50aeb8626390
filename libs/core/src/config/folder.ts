import { lstatSync, readdirSync } from 'node:fs';
import type { Issue } from '../model/issue';
import { systemCode } from './read/system-error';

/** The names of a folder's files and folders, sorted; unreadable ones become an issue, missing ones are empty. */
export function listFolder(folder: string, issues: Issue[]): { files: string[]; folders: string[] } {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const names = (isWanted: (entry: (typeof entries)[number]) => boolean): string[] =>
      entries
        .filter(isWanted)
        .map(({ name }) => name)
        .sort();
    return {
      files: names((entry) => !entry.isDirectory()),
      folders: names((entry) => entry.isDirectory() && !entry.name.startsWith('.')),
    };
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      issues.push({
        code: 'SOURCE_UNREADABLE',
        severity: 'error',
        message: `the folder cannot be read: ${code || 'unknown reason'}`,
        position: { file: folder, line: 1, column: 1 },
      });
    }
    return { files: [], folders: [] };
  }
}

/** The names of everything in a folder, sorted; none where it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Whether a folder is at a path, itself and not by a link. */
export function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** An issue about a file or folder as a whole. */
export function issueAbout(file: string, code: Issue['code'], message: string, hint?: string, address?: string): Issue {
  return {
    code,
    severity: 'error',
    message,
    position: { file, line: 1, column: 1 },
    ...(hint !== undefined && { hint }),
    ...(address !== undefined && { address }),
  };
}
