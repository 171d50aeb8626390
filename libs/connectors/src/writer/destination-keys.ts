import type { JsonSchema, WriteMode } from '@mu-mesh/core';

const MODES: readonly WriteMode[] = ['overwrite', 'append', 'ignore'];

export function isWriteMode(value: unknown): value is WriteMode {
  return MODES.some((mode) => mode === value);
}

export const EXPORT_LOCATION: JsonSchema = {
  type: 'string',
  minLength: 1,
  format: 'mesh-path',
  description:
    'Where the export is written, absolute or relative to the job file: one file where it ends in .csv, .json, .ndjson or .parquet, else a folder with part-00000 and so on.',
  examples: ['out/report.csv', 'out/report'],
};

export const EXPORT_MODE: JsonSchema = {
  enum: MODES,
  default: 'overwrite',
  description: 'overwrite replaces what is there, ignore keeps it, append adds a part file to a folder.',
};
