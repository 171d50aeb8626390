import type { WriteMode } from './job';
import type { DataType } from './schema';

/** A step as it ran, as far as lineage needs it: what only looks at rows is left out, and where it stood in a file. */
export type StepDefinition =
  | {
      kind: 'ingest';
      name: string;
      connector: string;
      /** Path or pattern of the source, relative to the workspace where it lies inside. */
      source?: string;
      /** Declared columns; where there are none, `recorded` is the key of those in the state's `sourceSchemas`. */
      columns?: [name: string, type: DataType][];
      recorded?: string;
    }
  | { kind: 'transform' | 'filter'; name: string; sql: string };

/** One job of a dataset's file as it ran; the last one wrote the dataset itself. */
export interface JobDefinition {
  steps: StepDefinition[];
  /** The address, or the bare name of a private table. */
  table: string;
  mode: WriteMode;
}
