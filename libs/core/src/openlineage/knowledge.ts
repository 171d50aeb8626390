import type { DirectKind, IndirectKind } from '../lineage/statement';
import type { DatasetName } from './event';
import type { Dataset } from '../model/job';

/** A column of a table or source that decides about another. */
export interface FacetSource extends DatasetName {
  column: string;
  kind: DirectKind | IndirectKind;
}

/** Where the columns of one dataset come from; a column of which that is not known is left out. */
export interface FacetLineage {
  columns: { column: string; sources: FacetSource[] }[];
  /** What decides which rows there are. */
  rows: FacetSource[];
}

/** Where a file lies in its repository. */
export interface CodeLocation {
  type: 'git';
  url: string;
  /** Relative to the repository, or to the workspace where it lies in none. */
  path: string;
  version?: string;
}

/** What the workspace knows and a run's events do not say. */
export interface LineageKnowledge {
  /** Of the jobs. */
  namespace: string;
  /** The workspace, absolute: taken out of messages. */
  root: string;
  dataset(address: string): Dataset | undefined;
  /** The text of a job file; undefined where it cannot be read. */
  text(file: string): string | undefined;
  location(file: string): CodeLocation | undefined;
  engine(): { name: string; version: string };
  /** Undefined where the lineage of the dataset's columns is not known. */
  columns(address: string): FacetLineage | undefined;
}
