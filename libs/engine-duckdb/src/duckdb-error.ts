/** What DuckDB says of a failure (`errors_as_json`), before it is a MeshError. */
export class DuckDbError extends Error {
  /** DuckDB's class of the error: `Binder`, `Catalog`, `Conversion`, `IO`, `Out of Memory`, `INTERRUPT` … */
  readonly type: string;
  /** Offset into the SQL text in UTF-8 bytes. */
  readonly position: number | undefined;
  /** Details by DuckDB's names: `candidates`, `name`, `error_subtype`, `errno` … */
  readonly details: Readonly<Record<string, string>>;

  constructor(type: string, message: string, position?: number, details: Record<string, string> = {}) {
    super(message);
    this.name = 'DuckDbError';
    this.type = type;
    this.position = position;
    this.details = details;
  }
}

/** Reads an error of node-api: JSON, JSON behind a prefix (`Parser Error: {…}`), or plain text. */
export function toDuckDbError(error: unknown): DuckDbError {
  if (error instanceof DuckDbError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const start = text.indexOf('{"exception_type"');
  if (start >= 0) {
    try {
      return fromJson(JSON.parse(text.slice(start)));
    } catch {
      // A text that only looks like it.
    }
  }
  const plain = /^([A-Za-z ]+?) Error: ([\s\S]*)$/.exec(text);
  return new DuckDbError(plain?.[1] ?? 'Unknown', plain?.[2] ?? text);
}

function fromJson(details: Record<string, string>): DuckDbError {
  const { exception_type: type, exception_message: message, position, ...rest } = details;
  const at = position === undefined ? undefined : Number(position);
  return new DuckDbError(type ?? 'Unknown', message ?? 'unknown error', at, rest);
}
