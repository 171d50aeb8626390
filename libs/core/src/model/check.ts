/** What a rule of a contract is about. */
export type CheckKind =
  | 'schema'
  | 'required'
  | 'unique'
  | 'primaryKey'
  | 'enum'
  | 'range'
  | 'length'
  | 'pattern'
  | 'items'
  | 'foreignKey'
  | 'freshness'
  | 'library'
  | 'sql'
  | 'custom'
  | 'sla';

/**
 * `passed`; `diverted`: the rows that break it went to the quarantine; `warned`: reported only; `failed`: no commit;
 * `unchecked`: not looked at, `expected` says why.
 */
export type CheckStatus = 'passed' | 'diverted' | 'warned' | 'failed' | 'unchecked';

/** What one rule of the dataset's contract found in the rows that were about to be committed. */
export interface CheckOutcome {
  name: string;
  kind: CheckKind;
  /** The column's path, or the columns of a key, separated by commas; undefined for rules about the table. */
  column?: string;
  severity: 'warn' | 'fail';
  status: CheckStatus;
  /** What was measured, as text; null where the query gave null or nothing was measured. */
  measured: string | null;
  /** What it demands, in words. */
  expected: string;
  /** Rows that break it; 0 for rules that count no rows. */
  rows: number;
}
