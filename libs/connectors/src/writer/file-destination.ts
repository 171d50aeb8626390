import { rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  MeshError,
  type ConfigFinding,
  type ConnectorContext,
  type DestinationConnector,
  type ExportedFile,
  type ExportTarget,
  type JsonSchema,
  type WriteMode,
} from '@mu-mesh/core';
import { attempt } from '../files/file-error';
import { pathProblem } from '../files/location';
import { withRealPath } from '../files/real-paths';
import { attributesSchema } from '../option/attributes-schema';
import { readOptions, type ReadOptions } from '../option/read-options';
import type { OptionTable } from '../option/rule';
import { refuse } from '../option/refuse';
import { beside } from './beside';
import { EXPORT_LOCATION, EXPORT_MODE, isWriteMode } from './destination-keys';
import { APPENDS_TO_FILE, existing, exportFindings, exportPlace, type ExportPlace } from './export-target';
import { addPart, asFound, holdsFiles, partFiles, partName, replaceParts } from './parts';
import type { WRITE_OPTIONS } from './write-options';

type Format<T = ExportTarget> = T extends unknown ? Omit<T, 'path'> : never;

/** A destination of files, said by its options. */
export interface FileDestinationSpec<T extends OptionTable & typeof WRITE_OPTIONS> {
  type: string;
  aliases: readonly string[];
  description: string;
  options: T;
  keys: Readonly<Record<string, { option: keyof T & string; schema: JsonSchema }>>;
  /** Endings of single files; the first is that of part files. */
  extensions: readonly [string, ...string[]];
  contradictions?(options: ReadOptions<T>): ConfigFinding[];
  format(options: ReadOptions<T>['values']): Format;
}

export function fileDestination<T extends OptionTable & typeof WRITE_OPTIONS>(
  spec: FileDestinationSpec<T>,
): DestinationConnector {
  const keys = Object.fromEntries(Object.entries(spec.keys).map(([key, { option }]) => [key, option]));
  const interpret = (config: Record<string, unknown>): ReadOptions<T> => {
    const options = readOptions(spec.options, config, keys);
    const mode = isWriteMode(config['mode']) ? config['mode'] : options.values.mode;
    const text = config['file_location'];
    const findings = typeof text === 'string' ? exportFindings(text, mode, spec.extensions) : [];
    findings.push(...options.findings, ...modeTwice(config, options), ...(spec.contradictions?.(options) ?? []));
    return { ...options, findings };
  };
  return {
    type: spec.type,
    aliases: spec.aliases,
    description: spec.description,
    schema: {
      type: 'object',
      required: ['file_location'],
      properties: {
        file_location: EXPORT_LOCATION,
        mode: EXPORT_MODE,
        ...Object.fromEntries(Object.entries(spec.keys).map(([key, { schema }]) => [key, schema])),
        additional_attributes: attributesSchema(spec.options, "Options of Spark's writer, with Spark's meaning."),
      },
    },
    can: { modes: ['overwrite', 'append', 'ignore'], atomic: false },
    check: (config) => interpret(config).findings,
    paths: (config, context) => withRealPath(placeOf(config, context).folder),
    writes: (config, context) => {
      if (interpret(config).findings.length > 0) return undefined;
      const { path, single } = placeOf(config, context);
      return single ? path : join(path, partName(0, spec.extensions[0]));
    },
    write: async (relation, scope, config, context) => {
      const { values, findings } = interpret(config);
      refuse(findings);
      const mode = values.mode ?? context.mode;
      const place = placeOf(config, context);
      if (place.single && mode === 'append') refuse([APPENDS_TO_FILE]);
      return publish(place, mode, spec.extensions[0], (path) =>
        scope.export(relation, { ...spec.format(values), path }),
      );
    },
  };
}

type Write = (path: string) => Promise<{ rows: number; bytes: number }>;

async function publish(place: ExportPlace, mode: WriteMode, extension: string, write: Write): Promise<ExportedFile[]> {
  const exists = await existing(place);
  const { path, folder, single } = place;
  if (single) {
    if (exists && mode === 'ignore') return asFound([path]);
    return [
      await beside(folder, basename(path), write, async (temporary) => {
        await attempt('replaced', path, () => rename(temporary, path));
        return path;
      }),
    ];
  }
  if (mode === 'ignore' && (await holdsFiles(folder))) return asFound(await partFiles(folder));
  const add = mode === 'append' ? addPart : replaceParts;
  return [await beside(folder, `part${extension}`, write, (temporary) => add(folder, temporary, extension))];
}

function placeOf(config: Record<string, unknown>, context: Pick<ConnectorContext, 'base'>): ExportPlace {
  const text = config['file_location'];
  if (typeof text !== 'string') throw new MeshError('CONFIG_INVALID', '"file_location" must be text');
  const problem = pathProblem(text);
  if (problem) refuse([{ pointer: '/file_location', ...problem }]);
  return exportPlace(text, context);
}

function modeTwice(
  config: Record<string, unknown>,
  { values, given }: ReadOptions<typeof WRITE_OPTIONS>,
): ConfigFinding[] {
  const pointer = given.get('mode');
  const mode = config['mode'];
  if (pointer === undefined || !isWriteMode(mode) || values.mode === undefined || values.mode === mode) return [];
  const message = `the option mode says ${values.mode}, the command says ${mode}`;
  return [{ pointer, message, hint: 'Keep the one at /mode.' }];
}
