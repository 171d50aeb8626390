import { NAME_PATTERN } from '../model/address';
import { quoted } from './suggestion';

/** DuckDB 1.5: `SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'`. */
const KEYWORDS = `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint
create default deferrable desc describe distinct do else end except false fetch for foreign from group having in
initially intersect into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider
placing primary qualify references returning select show some summarize symmetric table then to trailing true union
unique unpivot using variadic when where window with`;

/** Words that no domain, dataset or step may be called. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  ...KEYWORDS.split(/\s+/),
  'main',
  'temp',
  'system',
  'memory',
  'input',
]);

/** Why a domain, dataset, table or step cannot be called so; undefined for a good name. */
export function nameProblem(kind: string, name: string): string | undefined {
  if (RESERVED_NAMES.has(name.toLowerCase())) return `${quoted(name)} is a reserved word and no name for a ${kind}`;
  if (NAME_PATTERN.test(name)) return undefined;
  return `${quoted(name)} is no name for a ${kind}: it must begin with a-z, then a-z, 0-9 or _, at most 63 characters`;
}
