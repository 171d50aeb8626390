import type { Field, StagedFile, StagingTarget } from '@mu-mesh/core';

import type { Connection } from '../connection';

/** What a SELECT became on disk. `columns` are the types a table of it has. */
export interface Staged {
  columns: Field[];
  files: StagedFile[];
  rows: number;
}

/** What an ingest needs of the engine's session. */
export interface IngestContext {
  /** Used by this ingest alone until it ends: it makes temporary tables and sequences on it. */
  connection: Connection;
  /** Absolute folder for decoded files; exists, is open to the sandbox, and goes with the session. */
  temporaryDirectory: string;
  /** Runs a SELECT into new files, once. Throws what the engine throws (DuckDbError or MeshError). */
  stage(select: string, target: StagingTarget): Promise<Staged>;
}

/** rowsIn = staged.rows + quarantined + dropped. */
export interface IngestResult {
  staged: Staged;
  rowsIn: number;
  quarantined: number;
  dropped: number;
  discarded?: Record<string, number>;
}
