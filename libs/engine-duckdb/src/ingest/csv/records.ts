import { readLines } from '../lines';
import { LONGEST } from './byte-scan';
import type { Dialect } from './dialect';
import { parseRecord } from './record';

/** A record with its place in the file. */
export interface SourceRecord {
  /** Physical line on which it begins, from 1. */
  line: number;
  /** The number that DuckDB gives it: a record with line breaks inside counts one. */
  engineLine: number;
  /** As in the file; bytes that are no UTF-8 are U+FFFD. */
  raw: string;
  bytes: Buffer;
}

/**
 * The records of a UTF-8 file in order, blank ones left out. Without `multiLine` a record is a line;
 * with it a record ends at a line end outside quotes. An unclosed quote ends after LONGEST bytes: the line
 * on which it opened is then a record of its own. `chunk`: bytes that are read at a time.
 */
export async function* readRecords(path: string, dialect: Dialect, chunk?: number): AsyncGenerator<SourceRecord> {
  let held: { number: number; bytes: Buffer }[] = [];
  let size = 0;
  let folded = 0;
  const record = (lines: { number: number; bytes: Buffer }[]): SourceRecord => {
    const first = lines[0];
    const bytes =
      lines.length === 1 && first
        ? first.bytes
        : Buffer.concat(lines.flatMap((l, i) => (i ? [Buffer.from('\n'), l.bytes] : [l.bytes])));
    const line = first?.number ?? 0;
    const engineLine = line - folded;
    folded += lines.length - 1;
    return { line, engineLine, bytes, raw: bytes.toString('utf8') };
  };
  const mayOpen = dialect.multiLine && dialect.quote !== '';
  const quote = Buffer.from(dialect.quote);
  function* drain(lines: { number: number; bytes: Buffer }[], atEnd: boolean): Generator<SourceRecord> {
    const queue = [...lines].reverse();
    for (;;) {
      const line = queue.pop();
      if (!line) {
        const first = held.shift();
        if (!first || !atEnd) {
          if (first) held.unshift(first);
          return;
        }
        queue.push(...held.reverse());
        held = [];
        size = 0;
        yield record([first]);
        continue;
      }
      if (held.length === 0 && line.bytes.length === 0) continue;
      if (held.length === 0 && (!mayOpen || !line.bytes.includes(quote))) {
        yield record([line]);
        continue;
      }
      held.push(line);
      size += line.bytes.length + 1;
      if (held.length > 1 && !line.bytes.includes(quote) && size <= LONGEST) continue;
      const text = Buffer.concat(held.flatMap((l) => [l.bytes, Buffer.from('\n')]))
        .subarray(0, -1)
        .toString('utf8');
      if (parseRecord(text, dialect).fault !== 'open') {
        yield record(held);
        held = [];
        size = 0;
      } else if (size > LONGEST) {
        const [first, ...rest] = held;
        queue.push(...rest.reverse());
        held = [];
        size = 0;
        if (first) yield record([first]);
      }
    }
  }
  for await (const lines of readLines(path, 'any', chunk)) yield* drain(lines, false);
  yield* drain([], true);
}
