/** A text that is no type; the message completes "… is no type:". */
export class TypeProblem extends Error {
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** DuckDB's and Spark's spellings, by the type that a table has. Unsigned integers take the next wider signed one. */
const SPELLINGS: Record<string, string> = {
  boolean: 'boolean bool logical',
  byte: 'byte tinyint int1',
  short: 'short smallint int2 int16 utinyint uint8',
  integer: 'integer int int4 int32 signed usmallint uint16',
  long: 'long bigint int8 int64 uinteger uint32',
  'decimal(20,0)': 'ubigint uint64',
  'decimal(38,0)': 'hugeint int128',
  float: 'float float4 real',
  double: 'double float8',
  string: 'string varchar char character text bpchar nvarchar uuid time json',
  binary: 'binary blob bytea varbinary',
  date: 'date',
  timestamp_ntz: 'timestamp datetime timestamp_ntz timestamp_s timestamp_ms timestamp_us timestamp_ns',
  timestamp: 'timestamptz timestamp_ltz',
};

const BY_SPELLING = new Map(
  Object.entries(SPELLINGS).flatMap(([type, words]) => words.split(' ').map((word) => [word, type] as const)),
);
const WITH_LENGTH = new Set(['varchar', 'char', 'character', 'bpchar', 'nvarchar', 'timestamp', 'time']);
const DECIMALS = new Set(['decimal', 'numeric', 'dec']);

/** Every spelling, for suggestions: those with a number in them are meant less often and come last. */
export const TYPE_NAMES: readonly string[] = [
  ...[...BY_SPELLING.keys()].filter((name) => !/\d/.test(name)),
  ...DECIMALS,
  'array',
  'map',
  'struct',
  ...[...BY_SPELLING.keys()].filter((name) => /\d/.test(name)),
];

/** The model's type of a lower-case spelling; undefined where it is unknown. Throws TypeProblem. */
export function primitiveType(name: string, parameters: readonly number[]): string | undefined {
  if (DECIMALS.has(name)) return decimal(parameters);
  if (name === 'interval') {
    throw new TypeProblem('a table has no INTERVAL', 'Declare VARCHAR and cast it in a TransformSQL.');
  }
  if (name === 'timetz') return 'string';
  const type = BY_SPELLING.get(name);
  if (type !== undefined && parameters.length > 0 && !(WITH_LENGTH.has(name) && parameters.length === 1)) {
    throw new TypeProblem(`${name.toUpperCase()} takes no such numbers in brackets`);
  }
  return type;
}

function decimal([precision, scale = 0, ...rest]: readonly number[]): string {
  if (precision === undefined) {
    throw new TypeProblem('a DECIMAL needs its digits', 'Write DECIMAL(precision, scale), such as DECIMAL(18,2).');
  }
  if (rest.length > 0 || precision < 1 || precision > 38 || scale > precision) {
    throw new TypeProblem('a DECIMAL has 1 to 38 digits, of which at most all stand behind the point');
  }
  return `decimal(${precision},${scale})`;
}
