import { relative, resolve, isAbsolute, sep } from 'node:path';
import { isRecord } from '../read/document';
import { quoted } from '../suggestion';
import type { CommandUse } from './command-reader';
import type { JobContext } from './job-context';

/** Makes the values of keys with `"format": "mesh-path"` absolute, from the folder of the job file. */
export function resolvePaths(context: JobContext, { command, config, at }: CommandUse): void {
  const properties = isRecord(command.schema['properties']) ? command.schema['properties'] : {};
  for (const [key, schema] of Object.entries(properties)) {
    const path = config[key];
    if (typeof path !== 'string' || !isRecord(schema) || schema['format'] !== 'mesh-path') continue;
    const problem = pathProblem(path);
    if (problem !== undefined) {
      context.findings.add('CONFIG_INVALID', at(key), `"${key}": ${problem}`);
      continue;
    }
    const absolute = resolve(context.base, path);
    config[key] = absolute;
    const isSql = key === 'sql_file_location' || key === 'query_location';
    if (!isSql && context.allowedPaths && !isInsideAny(absolute, context.allowedPaths)) {
      context.findings.add(
        'CONFIG_INVALID',
        at(key),
        `"${key}": ${quoted(path)} lies outside of the folders that "allowed_paths" of global-properties.json names`,
      );
    }
  }
}

function pathProblem(path: string): string | undefined {
  if (path.includes('\0')) return 'a path has no NUL character';
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path))
    return `${quoted(path)} is a URL; this version reads and writes local files`;
  return undefined;
}

/** Whether an absolute path is one of these folders or lies in one. */
export function isInsideAny(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => {
    const way = relative(folder, path);
    return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
  });
}
