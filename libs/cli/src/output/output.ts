import type { Redactor } from '@mu-mesh/core';
import type { Io, Sink } from '../io';

/** The only way to the terminal: everything passes the redactor. */
export class Output {
  /** Takes secrets out of texts; set before any secret can be read. */
  redactor: Redactor | undefined;

  constructor(private readonly io: Io) {}

  /** The result, to stdout. */
  result(text: string): void {
    write(this.io.stdout, this.redact(text));
  }

  /** Progress, notes and problems, to stderr. */
  note(text: string): void {
    write(this.io.stderr, this.redact(text));
  }

  /** A sequence that moves the cursor of a terminal on stderr. */
  control(sequence: string): void {
    this.io.stderr.write(sequence);
  }

  /** A copy of a value of JSON without secrets: for what is escaped before it is printed, which could hide one. */
  redacted<T>(value: T): T {
    return this.redactor ? this.redactor.redactValue(value) : value;
  }

  /** A value as JSON, redacted before escaping can hide a secret. */
  json(value: unknown, indent?: number): string {
    return JSON.stringify(this.redacted(value), undefined, indent);
  }

  private redact(text: string): string {
    return this.redactor ? this.redactor.redact(text) : text;
  }
}

function write(sink: Sink, text: string): void {
  if (text !== '') sink.write(text.endsWith('\n') ? text : `${text}\n`);
}
