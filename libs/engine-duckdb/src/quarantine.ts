import type { Field, QuarantineTarget } from '@mu-mesh/core';

import type { Connection } from './connection';
import { identifier, literal } from './quote';
import type { DuckDbRelation } from './relation';

/** The SQL types of QUARANTINE_COLUMNS, in their order. */
export const QUARANTINE_TYPES = {
  id: 'VARCHAR',
  run: 'VARCHAR',
  rule: 'VARCHAR',
  reasons: 'VARCHAR[]',
  file: 'VARCHAR',
  line: 'BIGINT',
  column: 'VARCHAR',
  row: 'VARCHAR',
} as const;

/** Writes output rows that a rule refused, one JSON text each. An id depends on run, rule and row, not on the order. */
export async function quarantineRows(
  connection: Connection,
  relation: DuckDbRelation,
  target: QuarantineTarget,
): Promise<number> {
  const [run, rule, reason] = [target.run, target.rule, target.reason].map(literal);
  const { reasonsColumn } = target;
  const columns = relation.columns.filter((column) => column.name !== reasonsColumn);
  const reasons = reasonsColumn === undefined ? '' : `, ${identifier(reasonsColumn)} AS "#reasons"`;
  const ordinal = 'row_number() OVER (PARTITION BY "row")';
  return connection.count(
    `COPY (SELECT ${rowId(`${run}, ${rule}, "row", ${ordinal}::VARCHAR`)} AS id, ${run} AS run, ${rule} AS rule, ` +
      `${reasonsColumn === undefined ? `[${reason}]` : '"#reasons"'} AS reasons, NULL::VARCHAR AS file, NULL::BIGINT AS line, NULL::VARCHAR AS "column", "row" ` +
      `FROM (SELECT to_json(struct_pack(${columns.map(exact).join(', ')}))::VARCHAR AS "row"${reasons} FROM (${relation.sql}))) TO ${literal(target.file)} (FORMAT parquet, COMPRESSION zstd)`,
  );
}

/** A stable id in the form of a UUID, from texts separated by a character that no text of JSON has. */
export function rowId(texts: string): string {
  return `CAST(md5(concat_ws(chr(31), ${texts})) AS UUID)::VARCHAR`;
}

/** DuckDB writes a DECIMAL to JSON through a DOUBLE; one with more digits than that has becomes a text. */
function exact({ name, type }: Field): string {
  const precision = typeof type === 'string' ? Number(/^decimal\((\d+),/.exec(type)?.[1] ?? 0) : 0;
  return `${identifier(name)} := ${identifier(name)}${precision > 15 ? '::VARCHAR' : ''}`;
}
