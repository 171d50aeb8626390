/** A node of the JSON that DuckDB's `json_serialize_sql` answers: an object of anything. */
export type SerializedNode = Readonly<Record<string, unknown>>;

/** What `json_serialize_sql` says of one text: its statements, or where it does not parse. */
export type Serialized =
  | { ok: true; statements: SerializedNode[] }
  | {
      ok: false;
      /** `parser`, `not implemented` … */
      kind: string;
      message: string;
      /** Offset in UTF-8 bytes, where DuckDB says one. */
      byteOffset?: number;
    };

/** Reads one row of `json_serialize_sql`. A document of another shape is reported as not parsed. */
export function readSerialized(json: string): Serialized {
  const document: unknown = JSON.parse(json);
  if (!isNode(document)) return { ok: false, kind: 'internal', message: 'the parser answered no object' };
  if (document['error'] === false && Array.isArray(document['statements'])) {
    return { ok: true, statements: document['statements'].filter(isNode) };
  }
  const byteOffset = Number(document['position'] ?? Number.NaN);
  return {
    ok: false,
    kind: text(document['error_type']),
    message: text(document['error_message']),
    ...(Number.isSafeInteger(byteOffset) && { byteOffset }),
  };
}

/** True for a JSON object, false for arrays, null and scalars. */
export function isNode(value: unknown): value is SerializedNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
