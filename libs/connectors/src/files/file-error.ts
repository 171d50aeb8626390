import { MeshError, toMeshError } from '@mu-mesh/core';

/** A failed file operation in words: what was tried, on which path, why. */
export function fileError(error: unknown, trying: string, path: string): MeshError {
  if (error instanceof MeshError) return error;
  const known = toMeshError(error);
  const code = known.code === 'BUG' && errorCode(error) ? 'SOURCE_UNREADABLE' : known.code;
  return new MeshError(code, `${path} cannot be ${trying}: ${reason(error)}`, {
    ...(code === known.code && { hint: known.hint }),
    cause: error,
  });
}

export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** Runs a file operation; its error names the path. */
export async function attempt<T>(trying: string, path: string, operation: () => T | Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw fileError(error, trying, path);
  }
}

/** Node's `EACCES: permission denied, open '/x'` without the parts that the message has anyway. */
function reason(error: unknown): string {
  const message =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return message.replace(/^[A-Z0-9]+: /, '').replace(/, \w+( '.*)?$/s, '');
}
