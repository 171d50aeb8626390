import {
  MeshError,
  type ConfigFinding,
  type ConnectorContext,
  type JsonSchema,
  type Scan,
  type ScanFile,
  type SourceConnector,
  type SourceItem,
} from '@mu-mesh/core';
import { discover, namesFile } from '../files/discover';
import { checkEncoding, encodingChooser } from '../files/encoding';
import { locate, locationProblem, type Location } from '../files/location';
import { withRealPath } from '../files/real-paths';
import { attributesSchema } from '../option/attributes-schema';
import { readOptions, type ReadOptions } from '../option/read-options';
import { refuse } from '../option/refuse';
import type { OptionTable } from '../option/rule';
import { ENCODING_KEY, FILE_LOCATION } from './source-keys';
import type { FILE_OPTIONS } from './file-options';

/** A source of files, said by its options: everything else is the same for all formats. */
export interface FileSourceSpec<T extends OptionTable & typeof FILE_OPTIONS> {
  type: string;
  aliases: readonly string[];
  description: string;
  options: T;
  /** Command keys that are another spelling of an option: `delimiter` → `sep`. */
  keys: Readonly<Record<string, { option: keyof T & string; schema: JsonSchema }>>;
  /** Text formats have an `encoding`. */
  encoded: boolean;
  /** Options that contradict each other. */
  contradictions?(options: ReadOptions<T>): ConfigFinding[];
  scan(options: ReadOptions<T>['values'], files: ScanFile[]): Scan;
}

export function fileSource<T extends OptionTable & typeof FILE_OPTIONS>(spec: FileSourceSpec<T>): SourceConnector {
  const keys = Object.fromEntries(Object.entries(spec.keys).map(([key, { option }]) => [key, option]));
  const interpret = (config: Record<string, unknown>): ReadOptions<T> => {
    const options = readOptions(spec.options, config, keys);
    const findings = [...locationFindings(config), ...options.findings];
    if (spec.encoded) findings.push(...checkEncoding(config['encoding']), ...encodedTwice(config, options));
    if (spec.contradictions) findings.push(...spec.contradictions(options));
    return { ...options, findings };
  };
  return {
    type: spec.type,
    aliases: spec.aliases,
    description: spec.description,
    schema: schemaOf(spec),
    can: { incremental: true, modes: ['overwrite', 'append', 'ignore'] },
    check: (config) => interpret(config).findings,
    paths: (config, context) => {
      refuse(locationFindings(config));
      return withRealPath(locationOf(config, context).root);
    },
    reads: (config, context, path) => {
      const { values, findings } = interpret(config);
      // What is written by a run is younger than any time that was written down before.
      if (findings.length > 0 || values.modifiedBefore !== undefined) return false;
      const { recursiveFileLookup: recursive, pathGlobFilter: nameFilter } = values;
      return namesFile({ location: locationOf(config, context), recursive, nameFilter }, path);
    },
    open: (config, context) => {
      const { values, findings } = interpret(config);
      refuse(findings);
      return {
        discover: () =>
          discover({
            location: locationOf(config, context),
            recursive: values.recursiveFileLookup,
            nameFilter: values.pathGlobFilter,
            modifiedAfter: values.modifiedAfter,
            modifiedBefore: values.modifiedBefore,
            encodingOf: spec.encoded ? encodingOf(config, values, context) : () => undefined,
          }),
        read: (items) => spec.scan(values, items.map(scanFile)),
      };
    },
  };
}

function schemaOf(
  spec: Pick<FileSourceSpec<OptionTable & typeof FILE_OPTIONS>, 'keys' | 'encoded'> & { options: OptionTable },
): JsonSchema {
  const ownKeys = Object.fromEntries(Object.entries(spec.keys).map(([key, { schema }]) => [key, schema]));
  return {
    type: 'object',
    required: ['file_location'],
    properties: {
      file_location: FILE_LOCATION,
      ...ownKeys,
      ...(spec.encoded && { encoding: ENCODING_KEY }),
      additional_attributes: attributesSchema(spec.options, "Options of Spark's reader, with Spark's meaning."),
    },
  };
}

function locationFindings(config: Record<string, unknown>): ConfigFinding[] {
  const text = config['file_location'];
  const problem = typeof text === 'string' ? locationProblem(text) : undefined;
  return problem ? [{ pointer: '/file_location', ...problem }] : [];
}

function encodedTwice(config: Record<string, unknown>, options: ReadOptions<OptionTable>): ConfigFinding[] {
  const pointer = options.given.get('encoding');
  if (pointer === undefined || typeof config['encoding'] !== 'string') return [];
  return [{ pointer, message: '"encoding" is given twice', hint: 'Keep the one at /encoding.' }];
}

/** Of a configuration without `locationFindings`. */
function locationOf(config: Record<string, unknown>, { base }: ConnectorContext): Location {
  const text = config['file_location'];
  if (typeof text !== 'string') throw new MeshError('CONFIG_INVALID', '"file_location" must be text');
  return locate(text, base);
}

function encodingOf(
  config: Record<string, unknown>,
  values: object,
  { base }: ConnectorContext,
): (path: string) => string | undefined {
  const forAll = 'encoding' in values && typeof values.encoding === 'string' ? values.encoding : undefined;
  return encodingChooser(config['encoding'], forAll, base);
}

function scanFile({ id, encoding }: SourceItem): ScanFile {
  return { path: id, ...(encoding !== undefined && { encoding }) };
}
