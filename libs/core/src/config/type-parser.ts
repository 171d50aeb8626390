import { field, type DataType, type Field } from '../model/schema';
import { didYouMean, quoted } from './suggestion';
import { primitiveType, TYPE_NAMES, TypeProblem } from './type-names';

export type ParsedType = { type: DataType } | { problem: string; hint?: string };
export type ParsedFields = { fields: Field[] } | { problem: string; hint?: string };

const MAX_NESTING = 32;
const TOKENS = /\s*("(?:[^"]|"")*"|`(?:[^`]|``)*`|[A-Za-z_][A-Za-z0-9_]*|\d+|[()<>[\],:]|'(?:[^']|'')*')|\s+$/y;

/** Reads a SQL type as DuckDB or Spark spells it: `BIGINT`, `DECIMAL(10,2)`, `struct<a:int>`, `INTEGER[]`. */
export function parseType(text: string): ParsedType {
  const known = primitives.get(text);
  if (known) return known;
  const parsed = attempt<ParsedType>(text, (parser) => ({ type: parser.type(0) }));
  if ('type' in parsed && typeof parsed.type === 'string') primitives.set(text, parsed);
  return parsed;
}

/** By text: a mesh has thousands of columns and a handful of types. */
const primitives = new Map<string, ParsedType>();

/** Reads a column list as Spark's DDL spells it: `id BIGINT, name STRING`. */
export function parseFields(text: string): ParsedFields {
  return attempt(text, (parser) => ({ fields: parser.fields(undefined, 0) }));
}

function attempt<T>(text: string, read: (parser: TypeParser) => T): T | { problem: string; hint?: string } {
  try {
    const parser = new TypeParser(tokens(text));
    const result = read(parser);
    parser.end();
    return result;
  } catch (error) {
    if (!(error instanceof TypeProblem)) throw error;
    return {
      problem: `${quoted(text)} is no type: ${error.message}`,
      ...(error.hint !== undefined && { hint: error.hint }),
    };
  }
}

function tokens(text: string): string[] {
  const found: string[] = [];
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < text.length) {
    const at = TOKENS.lastIndex;
    const match = TOKENS.exec(text);
    if (!match) throw new TypeProblem(`${quoted(text.slice(at).trim())} is not understood`);
    if (match[1] !== undefined) found.push(match[1]);
  }
  return found;
}

class TypeParser {
  private at = 0;

  constructor(private readonly list: string[]) {}

  end(): void {
    const rest = this.list[this.at];
    if (rest !== undefined) throw new TypeProblem(`${quoted(rest)} is too much`);
  }

  type(depth: number): DataType {
    if (depth > MAX_NESTING) throw new TypeProblem(`more than ${MAX_NESTING} levels of nesting`);
    let type = this.base(depth);
    while (this.take('[')) {
      if (/^\d+$/.test(this.peek())) this.at += 1;
      this.expect(']');
      type = { type: 'array', elementType: type, containsNull: true };
    }
    return type;
  }

  fields(close: string | undefined, depth: number): Field[] {
    const fields: Field[] = [];
    do {
      const name = this.name();
      this.take(':');
      if (fields.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
        throw new TypeProblem(`the column ${quoted(name)} stands there twice (letter case does not count)`);
      }
      fields.push(field(name, this.type(depth + 1)));
      this.skipComment();
    } while (this.take(','));
    if (close !== undefined) this.expect(close);
    return fields;
  }

  private base(depth: number): DataType {
    const word = this.peek();
    if (!/^[A-Za-z_]/.test(word)) throw new TypeProblem('a type name is missing');
    this.at += 1;
    switch (word.toLowerCase()) {
      case 'array':
      case 'list':
        return { type: 'array', elementType: this.enclosed((close) => this.closed(close, depth)), containsNull: true };
      case 'map':
        return this.enclosed((close) => {
          const keyType = this.type(depth + 1);
          this.expect(',');
          return { type: 'map', keyType, valueType: this.closed(close, depth), valueContainsNull: true };
        });
      case 'struct':
      case 'row':
        return { type: 'struct', fields: this.enclosed((close) => this.fields(close, depth)) };
      default:
        return this.primitive(word);
    }
  }

  private primitive(word: string): DataType {
    let name = word.toLowerCase();
    if (name === 'double') this.word('precision');
    const parameters = this.parameters();
    if (name === 'timestamp' || name === 'time') name += this.zone();
    const type = primitiveType(name, parameters);
    if (type !== undefined) return type;
    throw new TypeProblem(`the type ${quoted(word)} is unknown`, didYouMean(word, TYPE_NAMES));
  }

  private zone(): string {
    const start = this.at;
    const withZone = this.word('with');
    if (!withZone && !this.word('without')) return '';
    this.word('local');
    if (this.word('time') && this.word('zone')) return withZone ? 'tz' : '';
    this.at = start;
    return '';
  }

  private parameters(): number[] {
    const numbers: number[] = [];
    if (!this.take('(')) return numbers;
    do {
      if (!/^\d+$/.test(this.peek())) throw new TypeProblem('a whole number is missing in the brackets');
      numbers.push(Number(this.peek()));
      this.at += 1;
    } while (this.take(','));
    this.expect(')');
    return numbers;
  }

  private enclosed<T>(read: (close: string) => T): T {
    if (this.take('<')) return read('>');
    this.expect('(');
    return read(')');
  }

  private closed(close: string, depth: number): DataType {
    const type = this.type(depth + 1);
    this.expect(close);
    return type;
  }

  private name(): string {
    const token = this.peek();
    if (!/^[A-Za-z_"`]/.test(token)) throw new TypeProblem('a column name is missing');
    this.at += 1;
    const quote = token[0] === '"' || token[0] === '`' ? token[0] : undefined;
    const name = quote === undefined ? token : token.slice(1, -1).replaceAll(quote + quote, quote);
    if (name === '') throw new TypeProblem('a column name is empty');
    return name;
  }

  private skipComment(): void {
    if (this.word('not')) {
      throw new TypeProblem(
        'NOT NULL is not checked by an ingest',
        'Leave it out and check for nulls in a Validations step.',
      );
    }
    if (!this.word('comment')) return;
    if (!this.peek().startsWith("'")) throw new TypeProblem("a text in '…' is missing behind COMMENT");
    this.at += 1;
  }

  private word(word: string): boolean {
    return this.take(this.peek().toLowerCase() === word ? this.peek() : word);
  }

  private take(token: string): boolean {
    if (this.list[this.at] !== token) return false;
    this.at += 1;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token))
      throw new TypeProblem(`"${token}" is missing${this.peek() === '' ? '' : ` before ${quoted(this.peek())}`}`);
  }

  private peek(): string {
    return this.list[this.at] ?? '';
  }
}
