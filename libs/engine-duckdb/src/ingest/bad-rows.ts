import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import { MeshError, type IngestTarget } from '@mu-mesh/core';

import type { Connection } from '../connection';
import { identifier, literal } from '../quote';
import { rowId } from '../quarantine';

/** A row that was refused, before its reasons are complete. */
export interface BadRow {
  file: string;
  /** Physical line, from 1; null where rows are no lines (a JSON document). */
  line: number | null;
  raw: string;
  /** The fields as texts, in the order of the columns; null where empty. Shorter where the row is. */
  fields: (string | null)[];
  /** What is wrong with its structure, in plain words. With any of these, types are not looked at. */
  structural: string[];
  /** The reader's own finding, used where the types say nothing. */
  native: string[];
  column: string | null;
  /**
   * Of a row with `structural`: where `column` stands in the file, and the columns of the checks that are `native`;
   * the first that is bad is then the row's column.
   */
  at?: number;
  nativeAt?: readonly number[];
}

/** How a column of a bad row is checked: SQL over `fields[n]`. */
export interface FieldCheck {
  /** The column; empty for the row as a whole. */
  name: string;
  fits: string;
  /** SQL text expression: what is wrong. */
  reason: string;
  /** The reader refuses such a value itself, whatever else is wrong with the row. */
  native?: boolean;
}

/** Holds for a row of which only values are wrong. */
export const MISFITS = 'len(misfits) > 0';

/** Rows that are whole lines of text. */
export interface LineRows {
  /** A table for the text (`raw`) of rows that were added and have no reason. */
  spared: string;
  /** SQL over `raw`, as `object`, and over that, as `parsed`: what the checks look at. */
  object: string;
  parsed: string;
}

/** Rows that are kept until they go to the engine together, and characters of them. */
const BATCH = 5000;
const MOST_TEXT = 1 << 24;

const SHAPE =
  '{"file":"VARCHAR","line":"BIGINT","raw":"VARCHAR","fields":["VARCHAR"],"structural":["VARCHAR"],"native":["VARCHAR"],"column":"VARCHAR","at":"BIGINT","nativeAt":["BIGINT"]}';

/** The rows of a batch, which is bound as texts. */
const BATCHED = `SELECT unnest(b) FROM (SELECT json_transform(unnest($1), '${SHAPE}') AS b)`;

/** The refused rows of one ingest, kept on the connection's temporary database, which spills to disk. */
export class BadRows {
  private batch: string[] = [];
  private size = 0;
  private total = 0;

  private constructor(
    private readonly connection: Connection,
    readonly table: string,
    private readonly checks: readonly FieldCheck[],
    private readonly lines: LineRows | undefined,
  ) {}

  static async open(
    connection: Connection,
    table: string,
    checks: readonly FieldCheck[],
    lines?: LineRows,
  ): Promise<BadRows> {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${identifier(table)} (file VARCHAR, line BIGINT, "column" VARCHAR, reasons VARCHAR[], raw VARCHAR, fields VARCHAR[], misfits VARCHAR[])`,
    );
    if (lines) await connection.run(`CREATE OR REPLACE TEMP TABLE ${identifier(lines.spared)} (raw VARCHAR)`);
    return new BadRows(connection, table, checks, lines);
  }

  /** The refused rows; those that were added and have no reason are none. */
  async count(): Promise<number> {
    await this.flush();
    return this.total;
  }

  async add(row: BadRow): Promise<void> {
    const text = JSON.stringify(row);
    this.size += text.length;
    this.batch.push(text);
    if (this.batch.length >= BATCH || this.size >= MOST_TEXT) await this.flush();
  }

  /** The first row in the order of the scan, for FAILFAST. */
  async first(): Promise<{ file: string; line: number | undefined; reasons: string[] } | undefined> {
    await this.flush();
    const [row] = await this.connection.all(
      `SELECT file, line, reasons FROM ${identifier(this.table)} ORDER BY rowid LIMIT 1`,
    );
    return (
      row && {
        file: String(row[0]),
        line: row[1] === null ? undefined : Number(row[1]),
        reasons: (row[2] as unknown[]).map(String),
      }
    );
  }

  /** Throws DATA_INVALID at the first bad row. */
  async fail(): Promise<never> {
    const first = await this.first();
    const why = first ? first.reasons.join('; ') : 'a row of the source does not fit';
    const message = first && first.line === undefined ? `${first.file}: ${why}` : why;
    throw new MeshError('DATA_INVALID', message, {
      ...(first?.line !== undefined && { position: { file: first.file, line: first.line, column: 1 } }),
      hint: 'Correct the line, or leave out "mode": "FAILFAST" so that such rows go to the quarantine.',
    });
  }

  /** Rows of which only values are wrong, and how many of each column. */
  async misfits(): Promise<{ rows: number; values: Record<string, number> }> {
    await this.flush();
    const rows = await this.connection.count(`SELECT count(*) FROM ${identifier(this.table)} WHERE ${MISFITS}`);
    const values = await this.connection.all(
      `SELECT name, count(*) FROM (SELECT unnest(misfits) AS name FROM ${identifier(this.table)}) GROUP BY name ORDER BY name`,
    );
    return { rows, values: Object.fromEntries(values.map(([name, count]) => [String(name), Number(count)])) };
  }

  /** Writes the quarantine file (QUARANTINE_COLUMNS), of all rows or of those that a condition holds for. */
  async write(target: IngestTarget, condition = 'true'): Promise<void> {
    await this.flush();
    await mkdir(dirname(target.quarantineFile), { recursive: true });
    const [run, rule] = [target.run, target.rule].map(literal);
    const id = rowId(
      `${run}, ${rule}, file, coalesce(line::VARCHAR, ''), raw, row_number() OVER (PARTITION BY file, line, raw)::VARCHAR`,
    );
    await this.connection.run(
      `COPY (SELECT ${id} AS id, ${run} AS run, ${rule} AS rule, reasons, file, line, "column", raw AS "row" FROM ${identifier(this.table)} ` +
        `WHERE ${condition} ORDER BY rowid) TO ${literal(target.quarantineFile)} (FORMAT parquet, COMPRESSION zstd)`,
    );
  }

  async flush(): Promise<void> {
    if (this.batch.length === 0) return;
    const texts = this.batch;
    this.batch = [];
    this.size = 0;
    await this.connection.all(this.insertSql(), texts);
    const total = await this.connection.count(`SELECT count(*) FROM ${identifier(this.table)}`);
    if (this.lines && total - this.total < texts.length) {
      const added = `SELECT file, line FROM ${identifier(this.table)} WHERE rowid >= ${this.total}`;
      const spared = `SELECT raw FROM (${BATCHED}) ANTI JOIN (${added}) USING (file, line)`;
      await this.connection.all(`INSERT INTO ${identifier(this.lines.spared)} ${spared}`, texts);
    }
    this.total = total;
  }

  /** Forgets all but the first rows. Only once: rows are told by their place in the table. */
  async keepFirst(rows: number): Promise<void> {
    this.batch = [];
    this.total = rows;
    await this.connection.run(`DELETE FROM ${identifier(this.table)} WHERE rowid >= ${rows}`);
  }

  private insertSql(): string {
    const columns = this.checks.flatMap(({ name }, index) =>
      name === '' ? [] : [`WHEN NOT ${ok(index)} THEN ${literal(name)}`],
    );
    const column = columns.length > 0 ? `coalesce(CASE ${columns.join(' ')} END, "column")` : '"column"';
    return (
      `INSERT INTO ${identifier(this.table)} SELECT file, line, CASE WHEN len(structural) > 0 THEN ${this.structuralColumn()} ELSE ${column} END, ` +
      `CASE WHEN len(structural) > 0 THEN structural WHEN len(typed) > 0 THEN typed ELSE native END, raw, fields, ${this.misfitsSql()} ` +
      this.addedSql()
    );
  }

  private structuralColumn(): string {
    const wrong = this.checks.flatMap(({ name, native }, index) => (native ? [{ name, fits: ok(index) }] : []));
    if (wrong.length === 0) return '"column"';
    const places = wrong.map(
      ({ name, fits }, n) => `CASE WHEN NOT ${fits} THEN {'at': "nativeAt"[${n + 1}], 'name': ${literal(name)}} END`,
    );
    const all = [`{'at': "at", 'name': "column"}`, ...places].join(', ');
    return `CASE WHEN "at" IS NULL THEN "column" ELSE list_min(list_filter([${all}], lambda r: r IS NOT NULL)).name END`;
  }

  /** The columns whose values alone are wrong; none where the row itself is. */
  private misfitsSql(): string {
    const whole = this.checks.flatMap(({ name }, index) => (name === '' ? [`NOT ${ok(index)}`] : []));
    const found = this.checks.flatMap(({ name }, index) =>
      name === '' ? [] : [`CASE WHEN NOT ${ok(index)} THEN ${literal(name)} END`],
    );
    if (found.length === 0) return '[]::VARCHAR[]';
    const list = `list_filter([${found.join(', ')}], lambda r: r IS NOT NULL)`;
    return `CASE WHEN ${['len(structural) > 0', ...whole].join(' OR ')} THEN [] ELSE ${list} END`;
  }

  /** The rows of the batch that have a reason. */
  private addedSql(): string {
    const { checks, lines } = this;
    const found = checks.map(({ reason }, index) => `CASE WHEN ${ok(index)} THEN NULL ELSE ${reason} END`);
    const typed = found.length > 0 ? `list_filter([${found.join(', ')}], lambda r: r IS NOT NULL)` : '[]::VARCHAR[]';
    const rows = lines
      ? `SELECT *, ${lines.parsed} AS parsed FROM (SELECT *, ${lines.object} AS object FROM (${BATCHED}))`
      : BATCHED;
    return (
      `FROM (SELECT *, ${typed} AS typed FROM (SELECT *, [${checks.map(({ fits }) => fits).join(', ')}]::BOOLEAN[] AS ok FROM (${rows}))) ` +
      `WHERE len(structural) + len(typed) + len(native) > 0`
    );
  }
}

/** Whether a check holds for a row of a batch. */
function ok(index: number): string {
  return `ok[${index + 1}]`;
}
