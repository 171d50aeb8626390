import type { Field } from '../model/schema';

/** One input file; local, absolute. */
export interface ScanFile {
  path: string;
  /** IANA name; `utf-8` unless the configuration says otherwise for its glob. */
  encoding?: string;
}

/** Spark's CSV reader options, defaults filled in (`escape` defaults to the quote). */
export interface CsvOptions {
  header: boolean;
  inferSchema: boolean;
  sep: string;
  quote: string;
  escape: string;
  comment?: string;
  nullValue: string;
  emptyValue?: string;
  /** Spark's datetime patterns (`yyyy-MM-dd`); several may be tried in order. */
  dateFormat?: string[];
  timestampFormat?: string[];
  multiLine: boolean;
  ignoreLeadingWhiteSpace: boolean;
  ignoreTrailingWhiteSpace: boolean;
  nanValue?: string;
  positiveInf?: string;
  negativeInf?: string;
  lineSep?: string;
  maxColumns?: number;
  locale?: string;
}

export interface JsonOptions {
  /** false: one object a line; true: one document a file. */
  multiLine: boolean;
  dateFormat?: string[];
  timestampFormat?: string[];
}

/**
 * What happens to a row that does not parse or does not fit its types. DISCARD_VALUE: a row that parses is kept with NULLs
 * for the values that do not fit, which are counted; one that does not parse goes to the quarantine.
 */
export type BadRowMode = 'QUARANTINE' | 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST' | 'DISCARD_VALUE';

interface ScanBase {
  files: ScanFile[];
  /** Declared or recorded types; undefined: inferred, or text, as the options say. */
  schema?: Field[];
  badRows: BadRowMode;
  /** PERMISSIVE fills this column with the raw row, where the schema has it. */
  corruptRecordColumn?: string;
}

/** Files for the engine to read; the rows never enter JavaScript. */
export type Scan =
  | (ScanBase & { kind: 'scan'; format: 'csv'; options: CsvOptions })
  | (ScanBase & { kind: 'scan'; format: 'json'; options: JsonOptions })
  | (ScanBase & { kind: 'scan'; format: 'parquet'; options: Record<string, never> });

/** A table's version as files: what the lakehouse hands to an engine. */
export interface TableScan {
  version: number;
  schema: Field[];
  partitionColumns: string[];
  files: TableFile[];
}

export interface TableFile {
  /** Absolute path. */
  path: string;
  rows?: number;
  bytes: number;
  /** Text values as the Delta log has them; null for a null. Columns that are not in the file itself. */
  partitionValues: Record<string, string | null>;
}
