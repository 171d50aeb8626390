import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type ConfigFinding, type ConnectorContext, MeshError, type WriteMode } from '@mu-mesh/core';
import { errorCode, fileError } from '../files/file-error';
import { pathProblem } from '../files/location';

/** What an export's `file_location` names: one file, or a folder of part files. */
export interface ExportPlace {
  /** Absolute path of the file or folder. */
  path: string;
  single: boolean;
  /** Absolute path of the folder that files are written in: the sandbox opens it. */
  folder: string;
}

/** What mode append cannot do. */
export const APPENDS_TO_FILE: ConfigFinding = {
  pointer: '/file_location',
  message: 'mode append cannot add to a single file',
  hint: 'Name a folder: each run then adds a part file to it.',
};

const FILE = /\.(csv|json|ndjson|parquet)$/i;

/** The text must have no `exportFindings`. */
export function exportPlace(text: string, { base }: Pick<ConnectorContext, 'base'>): ExportPlace {
  const path = resolve(base, text);
  const single = FILE.test(basename(path));
  return { path, single, folder: single ? dirname(path) : path };
}

/** Findings about a destination's path and what its mode can do with it. */
export function exportFindings(
  text: string,
  mode: WriteMode | undefined,
  extensions: readonly string[],
): ConfigFinding[] {
  const pointer = '/file_location';
  const problem = pathProblem(text);
  if (problem) return [{ pointer, ...problem }];
  const name = basename(text);
  if (/[*?]/.test(text)) return [{ pointer, message: `"${text}" has a wildcard, but an export has one place` }];
  if (/\.(csv|json|ndjson|parquet)\.\w+$/i.test(name)) {
    return [
      {
        pointer,
        message: `"${name}" asks for a packed file, which is not written`,
        hint: `End it in ${extensions.join(' or ')}, and pack it afterwards.`,
      },
    ];
  }
  if (!FILE.test(name)) return [];
  if (!extensions.some((extension) => name.toLowerCase().endsWith(extension))) {
    return [
      {
        pointer,
        message: `"${name}" does not end in ${extensions.join(' or ')}, which this command writes`,
        hint: 'Use the command for that format, or correct the ending.',
      },
    ];
  }
  return mode === 'append' ? [APPENDS_TO_FILE] : [];
}

/** `file`, `folder` or undefined, as the export's place is on disk now. Throws where it is of the other kind. */
export async function existing({ path, single }: ExportPlace): Promise<boolean> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory() !== single) return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw fileError(error, 'looked up', path);
  }
  const [found, wanted] = single ? ['a folder', 'a file'] : ['a file', 'a folder'];
  throw new MeshError('CONFIG_INVALID', `${path} is ${found}, but the export would be ${wanted}`, {
    hint: 'Name another place in file_location, or take it away.',
  });
}
