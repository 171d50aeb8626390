import { MeshError, toMeshError, type Code } from '@mu-mesh/core';

import { DuckDbError, toDuckDbError } from './duckdb-error';

const BY_TYPE: Readonly<Record<string, Code>> = {
  Conversion: 'DATA_INVALID',
  'Mismatch Type': 'DATA_INVALID',
  'Out of Range': 'DATA_INVALID',
  Constraint: 'DATA_INVALID',
  'Invalid Input': 'DATA_INVALID',
  Decimal: 'DATA_INVALID',
  'Divide by Zero': 'DATA_INVALID',
  'Out of Memory': 'OUT_OF_MEMORY',
  INTERRUPT: 'INTERRUPTED',
  Interrupt: 'INTERRUPTED',
};

const NO_SPACE = new Set(['28', '122']);
const NO_ACCESS = new Set(['1', '13', '21']);

/** The one place where failures of DuckDB become errors of mu-mesh. A MeshError passes; so do errors of the system, by their code. */
export function engineError(error: unknown): MeshError {
  if (error instanceof MeshError) return error;
  if (!(error instanceof DuckDbError) && error instanceof Error && 'code' in error) return toMeshError(error);
  const cause = toDuckDbError(error);
  const code = codeOf(cause);
  return new MeshError(code, messageOf(code, cause), { cause });
}

function codeOf(error: DuckDbError): Code {
  const { type, message, details } = error;
  if (/no space left on device|disk quota exceeded/i.test(message)) return 'DISK_FULL';
  if (type === 'IO') return ioCode(message, details['errno'] ?? '');
  if (type === 'Out of Memory' && /max_temp_directory_size/.test(message)) return 'DISK_FULL';
  return BY_TYPE[type] ?? 'ENGINE';
}

function ioCode(message: string, errno: string): Code {
  if (NO_SPACE.has(errno)) return 'DISK_FULL';
  if (NO_ACCESS.has(errno) || /permission denied/i.test(message)) return 'SOURCE_UNREADABLE';
  if (errno === '2' || /no files found|no such file/i.test(message)) return 'SOURCE_MISSING';
  return 'IO';
}

function messageOf(code: Code, error: DuckDbError): string {
  if (code === 'INTERRUPTED') return 'The query was interrupted.';
  if (code === 'OUT_OF_MEMORY') return `The engine ran out of memory: ${firstLine(error.message)}`;
  if (code === 'ENGINE') return `The engine failed: ${error.message}`;
  return firstLine(error.message);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.trim() ?? text;
}
