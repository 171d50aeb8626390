/** What a reader or writer option may be given as in JSON; a list only where several are tried in order. */
export type AttributeValue = string | number | boolean | string[];

export type Parsed<V> = { value: V } | { problem: string; hint?: string };

/** One option of Spark's: what it means here, its value where it is not given, and how a given value is read. */
export interface OptionRule<V> {
  readonly description: string;
  readonly aliases: readonly string[];
  readonly default: V;
  /** Values that complete well in an editor. */
  readonly examples: readonly AttributeValue[];
  parse(value: AttributeValue): Parsed<V>;
}

export type OptionTable = Readonly<Record<string, OptionRule<unknown>>>;

/** The values of a table's options, by Spark's spelling. */
export type OptionValues<T extends OptionTable> = { [K in keyof T]: T[K]['default'] };

export function rule<V>(
  description: string,
  fallback: V,
  parse: (value: AttributeValue) => Parsed<V>,
  more: { aliases?: readonly string[]; examples?: readonly AttributeValue[] } = {},
): OptionRule<V> {
  return { description, default: fallback, parse, aliases: more.aliases ?? [], examples: more.examples ?? [] };
}
