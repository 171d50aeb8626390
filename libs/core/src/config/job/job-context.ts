import type { Address } from '../../model/address';
import type { CommandTable } from '../commands/command-table';
import type { Findings } from '../findings';

/** Where the tables of a job file lie. */
export type JobPlace =
  | { kind: 'dataset'; address: Address; id: string; location: string }
  /** A file outside of a workspace's datasets, run by `mesh job run`. */
  | { kind: 'file'; lake: string };

/** What reading a job file needs to know. */
export interface JobContext {
  findings: Findings;
  commands: CommandTable;
  place: JobPlace;
  /** Folder of the job file, absolute. */
  base: string;
  /** Names of the domains: no step may have one. */
  domains: ReadonlySet<string>;
  /** Names of the connections, to recognise a destination that names one. */
  connections: ReadonlySet<string>;
  /** Folders that sources and exports may lie in; undefined: anywhere. */
  allowedPaths: readonly string[] | undefined;
}
