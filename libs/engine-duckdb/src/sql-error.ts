import { MeshError, type SqlFinding } from '@mu-mesh/core';

/** The cause of a MeshError about a statement. */
export class SqlFindingError extends Error {
  constructor(readonly finding: SqlFinding) {
    super(finding.message);
    this.name = 'SqlFindingError';
  }
}

/** A finding as an error that carries it as `cause.finding`. */
export function sqlError(finding: SqlFinding): MeshError {
  return new MeshError(finding.code, finding.message, {
    ...(finding.hint !== undefined && { hint: finding.hint }),
    cause: new SqlFindingError(finding),
  });
}
