import type { Outcome } from '../command';
import type { Io } from '../io';

/** What a thrown error looks like. A stack trace is shown for our own bugs, and for any error with `--debug`. */
export function failure(error: unknown, debug: boolean, io: Io): Outcome {
  const { EXIT, MeshError, toMeshError } = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
  const interrupted = io.signal.aborted && !(error instanceof MeshError && error.exit === EXIT.unknown);
  const known = interrupted
    ? new MeshError('INTERRUPTED', `interrupted by ${String(io.signal.reason)}`)
    : toMeshError(error);
  const bug = known.exit === EXIT.bug;
  const stack = (debug || bug) && !interrupted ? stackOf(error) : '';
  return {
    result: null,
    issues: known.issues,
    exit: known.exit,
    text: () => '',
    ...(stack !== '' && { trace: stack }),
  };
}

/** A command line that mesh does not understand. */
export function usageFailure(message: string, hint?: string): Outcome {
  const { MeshError } = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
  const error = new MeshError('USAGE', message, hint === undefined ? {} : { hint });
  return { result: null, issues: error.issues, exit: error.exit, text: () => '' };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
