import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MeshError, nameProblem } from '@mu-mesh/core';
import { exampleFiles } from './example-workspace';

export interface InitResult {
  /** Absolute path. */
  folder: string;
  domain: string;
  /** Relative to the folder. */
  files: string[];
}

/** Writes a workspace with one example domain. Throws NAME_INVALID, and USAGE where the folder is not empty. */
export function init(folder: string, domain: string): InitResult {
  const problem = nameProblem('domain', domain);
  if (problem !== undefined) throw new MeshError('NAME_INVALID', problem);
  const files = exampleFiles(domain);
  const there = existsSync(folder)
    ? readdirSync(folder).find((name) => !name.startsWith('.') || name in files)
    : undefined;
  if (there !== undefined) {
    throw new MeshError('USAGE', `${join(folder, there)} is there already; nothing was written`, {
      hint: 'Choose an empty folder: mesh init FOLDER',
    });
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text, { flag: 'wx' });
  }
  return { folder, domain, files: Object.keys(files) };
}
