import type { CustomProperty, Scalar } from './contract';
import type { Position } from './issue';

/** The metrics of ODCS 3.1 and 3.2. `nullValues` and `missingValues` differ: the latter counts `arguments.missingValues`. */
export const LIBRARY_METRICS = ['nullValues', 'missingValues', 'invalidValues', 'duplicateValues', 'rowCount'] as const;
export type LibraryMetric = (typeof LIBRARY_METRICS)[number];

export const NUMBER_OPERATORS = [
  'mustBeGreaterThan',
  'mustBeGreaterOrEqualTo',
  'mustBeLessThan',
  'mustBeLessOrEqualTo',
] as const;
export type NumberOperator = (typeof NUMBER_OPERATORS)[number];
export const RANGE_OPERATORS = ['mustBeBetween', 'mustNotBeBetween'] as const;
export type RangeOperator = (typeof RANGE_OPERATORS)[number];

/** What the measured value is compared with. Both bounds of a range belong to it. */
export type Comparison =
  | { operator: 'mustBe' | 'mustNotBe'; value: unknown; position: Position }
  | { operator: NumberOperator; value: number; position: Position }
  | { operator: RangeOperator; value: readonly [number, number]; position: Position };

/** `fail` stops the commit or diverts the row, `warn` is reported; docs/contracts.md says which words mean which. */
export type RuleSeverity = 'warn' | 'fail';

interface RuleBase {
  position: Position;
  id?: string;
  name?: string;
  description?: string;
  dimension?: string;
  businessImpact?: string;
  severity: RuleSeverity;
  /** The column's path (`address.city`) where the rule stands at one; undefined for rules about the table. */
  column?: string;
  tags: string[];
  customProperties: CustomProperty[];
}

/** A metric that the standard defines. 3.0's `rule` is read as the metric of the same name. */
export interface LibraryRule extends RuleBase {
  type: 'library';
  metric: LibraryMetric;
  /** What is counted: rows (default), or their share in percent. */
  unit: 'rows' | 'percent';
  arguments: LibraryArguments;
  /** Undefined where the file gives none (3.0): such a rule is not checked. */
  comparison?: Comparison;
}

export interface LibraryArguments {
  /** Of `missingValues`: values that count as missing, null among them where it is listed. */
  missingValues?: Scalar[];
  /** Of `invalidValues`: every other value is invalid. */
  validValues?: Scalar[];
  /** Of `invalidValues`: a regular expression in RE2's syntax; a value is valid where some part of it matches. */
  pattern?: string;
  /** Of `duplicateValues` about the table: columns that are a key together. */
  properties?: string[];
}

/** A query that gives one number; `${object}` and `${property}` stand for table and column. */
export interface SqlRule extends RuleBase {
  type: 'sql';
  query: string;
  /** Where parts of the query stand, by the offset (UTF-16 code units) at which each begins. */
  positions: Readonly<Record<string, Position>>;
  unit: 'rows' | 'percent';
  comparison?: Comparison;
}

/** Prose for people; never checked. */
export interface TextRule extends RuleBase {
  type: 'text';
}

/** Of another engine; never checked by mu-mesh. */
export interface CustomRule extends RuleBase {
  type: 'custom';
  engine: string;
  implementation: string | Record<string, unknown>;
}

export type QualityRule = LibraryRule | SqlRule | TextRule | CustomRule;
