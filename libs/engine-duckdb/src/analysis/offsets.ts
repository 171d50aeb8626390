/** Converts offsets in UTF-8 bytes, which DuckDB counts, to UTF-16 code units, which JavaScript counts. */
export class Offsets {
  private readonly bytes: Buffer | undefined;

  constructor(private readonly text: string) {
    const bytes = Buffer.from(text, 'utf8');
    this.bytes = bytes.length === text.length ? undefined : bytes;
  }

  /** Undefined where the engine gave none (it then says 2^64 − 1) or one behind the text. */
  utf16(byteOffset: number | undefined): number | undefined {
    if (byteOffset === undefined || !Number.isSafeInteger(byteOffset) || byteOffset < 0) return undefined;
    if (!this.bytes) return byteOffset <= this.text.length ? byteOffset : undefined;
    return byteOffset <= this.bytes.length ? this.bytes.toString('utf8', 0, byteOffset).length : undefined;
  }
}

/** Length of a text in UTF-8 bytes. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
