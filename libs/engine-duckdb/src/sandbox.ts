import { realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';

import type { SessionOptions } from '@mu-mesh/core';

import type { Connection } from './connection';
import { literal, literalList } from './quote';
import { escapeGlob, NO_ROWS } from './table-sql';

/**
 * Settings of a run's database, then the seal: no file outside `paths` and the temporary folder, no network, no
 * extension, no change of a setting. ATTACH ':memory:', views and COPY into the open folders go on working.
 */
export async function seal(connection: Connection, options: SessionOptions): Promise<void> {
  const { files, folders } = await openPaths([...options.paths, options.temporaryDirectory, NO_ROWS]);
  await connection.run(
    [
      `SET memory_limit = ${literal(`${Math.max(1, Math.floor(options.memoryLimit))}B`)}`,
      `SET threads = ${Math.max(1, Math.floor(options.threads))}`,
      `SET temp_directory = ${literal(options.temporaryDirectory)}`,
      `SET preserve_insertion_order = true`,
      `SET allowed_paths = ${literalList(files)}`,
      `SET allowed_directories = ${literalList(folders)}`,
    ].join(';'),
  );
  await lock(connection);
}

/** Closes a database to everything that is not allowed yet. */
export async function lock(connection: Connection): Promise<void> {
  await connection.run("SET TimeZone = 'UTC'; SET enable_external_access = false; SET lock_configuration = true");
}

/** A path that does not exist yet may become a file or a folder; a link is opened under both of its names. */
async function openPaths(paths: readonly string[]): Promise<{ files: string[]; folders: string[] }> {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const path of paths) {
    const kind = await stat(path).catch(() => undefined);
    const real = await realpath(path).catch(() => path);
    for (const form of [path, real, escapeGlob(path), escapeGlob(real)]) {
      if (!kind?.isDirectory()) files.add(form);
      if (!kind?.isFile()) folders.add(form.endsWith(sep) ? form : form + sep);
    }
  }
  return { files: [...files], folders: [...folders] };
}
