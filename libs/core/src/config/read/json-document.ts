import { createScanner, type JSONScanner, type SyntaxKind } from 'jsonc-parser';
import { ConfigDocument, emptyRecord, FORBIDDEN_KEYS, LIMITS, type Place } from './document';
import { pointerTo } from './pointer';

// jsonc-parser's enums are ambient constants, which isolated modules cannot inline.
const TOKEN = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  end: 17,
};
const SCAN_ERRORS: Record<number, string> = {
  1: 'a comment is not closed: "*/" is missing',
  2: 'a string is not closed: the quote at its end is missing',
  3: 'a number is incomplete here',
  4: 'a \\u escape needs four hexadecimal digits',
  5: 'an unknown escape in a string; a backslash itself is written \\\\',
  6: 'a control character in a string; write it as an escape, such as \\n or \\t',
};

interface Parsed {
  value: unknown;
  place: Place;
}

/** Thrown inside the parser only: the rest of the file makes no sense behind it. */
class Stop extends Error {}

/**
 * Reads JSON with comments and trailing commas. Syntax errors, duplicate keys, keys that reach a prototype and
 * too deep nesting become issues of the document. `quoteText: false`: messages show nothing of the text, which may
 * hold a secret.
 */
export function parseJson(file: string, text: string, options: { quoteText?: boolean } = {}): ConfigDocument {
  const document = new ConfigDocument(file, text);
  const reader = new JsonReader(document, createScanner(text, true), options.quoteText !== false);
  try {
    const { value, place } = reader.document();
    document.value = value;
    document.place = place;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  return document;
}

class JsonReader {
  private token: number = 0;

  constructor(
    private readonly target: ConfigDocument,
    private readonly scanner: JSONScanner,
    private readonly quoteText: boolean,
  ) {}

  document(): Parsed {
    this.next();
    if (this.token === TOKEN.end) return this.stop('the file is empty');
    const parsed = this.value('', 0);
    if (this.token !== TOKEN.end) this.stop('the file should end here, but there is more text');
    return parsed;
  }

  private value(pointer: string, depth: number): Parsed {
    const offset = this.scanner.getTokenOffset();
    switch (this.token) {
      case TOKEN.openBrace:
        return this.nested(pointer, depth, () => this.object(pointer, depth + 1));
      case TOKEN.openBracket:
        return this.nested(pointer, depth, () => this.array(pointer, depth + 1));
      case TOKEN.string:
        return this.leaf(offset, this.scanner.getTokenValue());
      case TOKEN.number:
        return this.number(offset);
      case TOKEN.true:
        return this.leaf(offset, true);
      case TOKEN.false:
        return this.leaf(offset, false);
      case TOKEN.null:
        return this.leaf(offset, null);
      default:
        return this.stop(`a value is missing here${this.found()}`);
    }
  }

  private nested(pointer: string, depth: number, read: () => Parsed): Parsed {
    if (depth < LIMITS.depth) return read();
    const offset = this.scanner.getTokenOffset();
    this.target.report('CONFIG_LIMIT', `more than ${LIMITS.depth} levels of nesting`, offset, undefined, pointer);
    throw new Stop();
  }

  private object(pointer: string, depth: number): Parsed {
    const offset = this.scanner.getTokenOffset();
    const value = emptyRecord();
    const members = new Map<string, { key: number; place: Place }>();
    this.next();
    while (this.token !== TOKEN.closeBrace) {
      if (this.token !== TOKEN.string) this.stop(`a key in double quotes or "}" is missing here${this.found()}`);
      const name = this.scanner.getTokenValue();
      const key = this.scanner.getTokenOffset();
      const own = pointerTo(pointer, name);
      this.next();
      if (this.token !== TOKEN.colon)
        this.stop(`a ":" is missing here, behind the key${this.quoteText ? ` "${name}"` : ''}${this.found()}`);
      this.next();
      const member = this.value(own, depth);
      if (this.acceptKey(name, key, own, members)) {
        value[name] = member.value;
        members.set(name, { key, place: member.place });
      }
      this.separator(TOKEN.closeBrace, '}');
    }
    const end = this.close();
    return { value, place: { offset, end, members } };
  }

  private acceptKey(name: string, offset: number, pointer: string, members: Map<string, unknown>): boolean {
    if (FORBIDDEN_KEYS.has(name)) {
      this.target.report('CONFIG_INVALID', `the key "${name}" is not allowed`, offset, 'Choose another name.', pointer);
      return false;
    }
    if (!members.has(name)) return true;
    this.target.report('CONFIG_INVALID', `the key "${name}" stands here twice`, offset, 'Keep one of them.', pointer);
    return false;
  }

  private array(pointer: string, depth: number): Parsed {
    const offset = this.scanner.getTokenOffset();
    const value: unknown[] = [];
    const items: Place[] = [];
    this.next();
    while (this.token !== TOKEN.closeBracket) {
      const item = this.value(pointerTo(pointer, value.length), depth);
      value.push(item.value);
      items.push(item.place);
      this.separator(TOKEN.closeBracket, ']');
    }
    const end = this.close();
    return { value, place: { offset, end, items } };
  }

  private separator(close: number, bracket: string): void {
    if (this.token === TOKEN.comma) this.next();
    else if (this.token !== close) this.stop(`a "," or "${bracket}" is missing here${this.found()}`);
  }

  private close(): number {
    const end = this.scanner.getPosition();
    this.next();
    return end;
  }

  private number(offset: number): Parsed {
    const number = Number(this.scanner.getTokenValue());
    if (Number.isFinite(number)) return this.leaf(offset, number);
    return this.stop('this number is too large');
  }

  private leaf(offset: number, value: unknown): Parsed {
    const end = this.scanner.getPosition();
    this.next();
    return { value, place: { offset, end } };
  }

  private next(): void {
    this.token = this.scanner.scan() as SyntaxKind as number;
    const error = SCAN_ERRORS[this.scanner.getTokenError() as number];
    if (error !== undefined) this.stop(error);
  }

  private found(): string {
    if (this.token === TOKEN.end) return ', but the file ends';
    if (!this.quoteText) return '';
    const text = this.target.text.slice(this.scanner.getTokenOffset(), this.scanner.getPosition());
    return `; found ${text.length > 30 ? `${text.slice(0, 30)}…` : text}`;
  }

  private stop(message: string): never {
    this.target.report('CONFIG_SYNTAX', message, this.scanner.getTokenOffset());
    throw new Stop();
  }
}
