/** Actions of the Delta log that are read and written here. Source: Delta protocol, section "Actions". */

/** An integer of the log; bigint where a number would not hold it. */
export type Integer = number | bigint;

export interface AddFile {
  /** Relative to the table, URI-encoded; or an absolute URI. */
  path: string;
  partitionValues: Record<string, string | null>;
  size: Integer;
  modificationTime: Integer;
  dataChange: boolean;
  /** JSON text. */
  stats?: string | null;
  tags?: Record<string, string | null> | null;
  deletionVector?: unknown;
}

export interface RemoveFile {
  path: string;
  deletionTimestamp?: Integer | null;
  dataChange: boolean;
  extendedFileMetadata?: boolean | null;
  partitionValues?: Record<string, string | null> | null;
  size?: Integer | null;
}

export interface MetaData {
  id: string;
  name?: string | null;
  description?: string | null;
  format: { provider: string; options?: Record<string, string> | null };
  schemaString: string;
  partitionColumns: string[];
  configuration: Record<string, string>;
  createdTime?: Integer | null;
}

export interface Protocol {
  minReaderVersion: number;
  minWriterVersion: number;
  readerFeatures?: string[] | null;
  writerFeatures?: string[] | null;
}

export interface Txn {
  appId: string;
  version: Integer;
  lastUpdated?: Integer | null;
}

export interface CommitInfo {
  timestamp?: Integer;
  operation?: string;
  operationParameters?: Record<string, unknown>;
  engineInfo?: string;
  run?: string;
}

/** One line of the log: exactly one of these. Others (cdc, domainMetadata …) are passed over. */
export interface Action {
  add?: AddFile;
  remove?: RemoveFile;
  metaData?: MetaData;
  protocol?: Protocol;
  txn?: Txn;
  commitInfo?: CommitInfo;
}

/** The application id of our `txn` action; its version is the number of the state file. */
export const APP_ID = 'mu-mesh';

/** The number of the state file that a commit points to, where it is one of ours. */
export function stateOf(actions: readonly Action[]): number | undefined {
  const txn = actions.find((action) => action.txn?.appId === APP_ID)?.txn;
  return txn && Number(txn.version);
}
