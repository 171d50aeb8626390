import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const FLUSH_AT = 1 << 20;

export interface TextFileOptions {
  encoding?: 'utf-8' | 'windows-1252';
  byteOrderMark?: boolean;
  newline?: '\n' | '\r\n';
}

/** Writes lines to a file in large blocks; the file's folder is made. */
export class LineWriter {
  private readonly descriptor: number;
  private readonly newline: string;
  private readonly encoding: 'utf-8' | 'windows-1252';
  private pending = '';

  constructor(path: string, options: TextFileOptions = {}) {
    mkdirSync(dirname(path), { recursive: true });
    this.descriptor = openSync(path, 'w');
    this.newline = options.newline ?? '\n';
    this.encoding = options.encoding ?? 'utf-8';
    if (options.byteOrderMark) this.pending = '\uFEFF';
  }

  line(text: string): void {
    this.pending += text + this.newline;
    if (this.pending.length >= FLUSH_AT) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    const bytes = this.encoding === 'utf-8' ? Buffer.from(this.pending, 'utf8') : windows1252(this.pending);
    this.pending = '';
    for (let from = 0; from < bytes.length;) from += writeSync(this.descriptor, bytes, from);
  }
}

/** A CSV field (RFC 4180), quoted only where it must be. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function windows1252(text: string): Buffer {
  return Buffer.from(text.replaceAll('€', '\x80'), 'latin1');
}

/** Cents as `12.30`; exact for every safe integer. */
export function money(cents: number): string {
  const whole = Math.trunc(Math.abs(cents) / 100);
  return `${cents < 0 ? '-' : ''}${whole}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
}
