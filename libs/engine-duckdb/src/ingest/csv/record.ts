import type { Dialect } from './dialect';

/** One record as its fields. */
export interface ParsedRecord {
  /** Quotes removed; null for a field that is empty and not quoted. */
  fields: (string | null)[];
  /** Whether each field stood in quotes. */
  quoted: boolean[];
  /** How the quotes are wrong: one that never closes, or text behind a closing one. */
  fault?: 'open' | 'text after quote';
}

/** Splits one record. A quoted field may contain line breaks; spaces around quotes are dropped, as the engine does. */
export function parseRecord(text: string, dialect: Dialect): ParsedRecord {
  const { sep, quote, escape } = dialect;
  const fields: (string | null)[] = [];
  const quoted: boolean[] = [];
  let fault: ParsedRecord['fault'];
  let at = 0;
  for (;;) {
    const start = skipSpaces(text, at, sep);
    if (quote !== '' && text.startsWith(quote, start)) {
      const field = quotedField(text, start + 1, quote, escape);
      fields.push(field.value);
      quoted.push(true);
      if (!field.closed) return { fields, quoted, fault: 'open' };
      at = skipSpaces(text, field.end, sep);
      if (at < text.length && !text.startsWith(sep, at)) {
        fault = 'text after quote';
        at = nextSeparator(text, at, sep);
      }
    } else {
      const end = nextSeparator(text, at, sep);
      fields.push(end === at ? null : text.slice(at, end));
      quoted.push(false);
      at = end;
    }
    if (at >= text.length) return fault ? { fields, quoted, fault } : { fields, quoted };
    at += sep.length;
  }
}

/** Which ends of a value lose their white space; what stands in quotes keeps it, as in Spark. */
export interface Trim {
  leading: boolean;
  trailing: boolean;
}

/** The record again, its values without the white space at their ends. */
export function trimRecord(text: string, dialect: Dialect, { leading, trailing }: Trim): string {
  const { sep, quote, escape } = dialect;
  const { fields, quoted } = parseRecord(text, dialect);
  const written = fields.map((value, index) => {
    if (value === null) return '';
    if (quoted[index]) return quote + escaped(value, quote, escape) + quote;
    const begun = leading ? value.trimStart() : value;
    return trailing ? begun.trimEnd() : begun;
  });
  return written.join(sep);
}

function escaped(value: string, quote: string, escape: string): string {
  const text = escape === quote ? value : value.replaceAll(escape, escape + escape);
  return text.replaceAll(quote, escape + quote);
}

function quotedField(
  text: string,
  start: number,
  quote: string,
  escape: string,
): { value: string; end: number; closed: boolean } {
  let value = '';
  let at = start;
  while (at < text.length) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === escape && next !== '' && (next === quote || (next === escape && escape !== quote))) {
      value += next;
      at += 2;
    } else if (char === quote) {
      return { value, end: at + 1, closed: true };
    } else {
      value += char;
      at += 1;
    }
  }
  return { value, end: at, closed: false };
}

function skipSpaces(text: string, from: number, sep: string): number {
  let at = from;
  while (text.charAt(at) === ' ' && !text.startsWith(sep, at)) at += 1;
  return at;
}

function nextSeparator(text: string, from: number, sep: string): number {
  const end = text.indexOf(sep, from);
  return end < 0 ? text.length : end;
}
