import type { CsvOptions } from '@mu-mesh/core';

import type { Source } from './harness';

export interface CsvCase {
  name: string;
  files: (string | Buffer)[];
  options?: Partial<CsvOptions>;
  source?: Source;
  columns?: string[];
  rows: (string | null)[][];
  /** Line and reason of each refused row. */
  bad?: [number, string | RegExp][];
}

export const AB = { schema: { a: 'long', b: 'string' } };
