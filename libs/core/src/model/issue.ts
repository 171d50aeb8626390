/** Where something stands in a text file. Lines and columns count from 1; columns are UTF-16 code units. */
export interface Position {
  /** Absolute path; outputs show it relative to the workspace. */
  file: string;
  line: number;
  column: number;
  /** JSON pointer (RFC 6901) of the value, where the file is JSON or YAML. */
  pointer?: string;
}

export type Severity = 'error' | 'warning';

/** One finding about configuration, SQL or data; collected, never thrown one by one. */
export interface Issue {
  /** A key of `CODES` in errors.ts. */
  code: string;
  severity: Severity;
  /** What is wrong and why, in one sentence without a trailing newline. */
  message: string;
  /** What to do about it. */
  hint?: string;
  position?: Position;
  /** The dataset it belongs to, where it belongs to one. */
  address?: string;
  /** Of a bug of ours, or of the engine: where in the code. */
  stack?: string;
}
