import type { Connection } from '../../connection';
import { identifier, literal } from '../../quote';
import type { BadRows } from '../bad-rows';
import { FieldScan } from './field-scan';
import type { FieldTest } from './field-test';
import type { CsvFile } from './header';
import { blankSql, misfitSql, readerSql, type ReadPlan } from './reader-sql';
import { quoteFault } from './normalise';
import { parseRecord } from './record';
import { RecordScan } from './record-scan';
import { readRecords } from './records';
import { rejectedSql } from './rejects';

/** A row that the CSV reader refused. */
interface Rejected {
  line: number;
  raw: string;
  structural: string[];
  native: string[];
  column: string | null;
}

const PAGE = 10_000;

/** Fields that look strange and may fit: past this many, and a twentieth of the rows, reading again is cheaper. */
const MOST_DOUBTS = 10_000;

/** Whole numbers of so many digits fit without a look at their value. */
const DIGITS: Readonly<Record<string, number>> = { byte: 2, short: 4, integer: 9, long: 18 };

/** The reader lost its way in quotes: rows that it took and refused are not those of the files. */
export class BrokenQuotes extends Error {}

/**
 * Finds every refused row of a read that is over: those that the reader refused, and, where `misfits` is not 0,
 * those that the types refused, with the physical line and the raw text of each.
 * Throws BrokenQuotes where `lines` is set and the files have other rows than the read counted.
 */
export async function collectBadRows(
  connection: Connection,
  plan: ReadPlan,
  { misfits, accepted, lines }: Counts,
  bad: BadRows,
): Promise<void> {
  const before = await bad.count();
  const tables: string[] = [];
  let [refused, undecodable] = [0, 0];
  for (const index of plan.groups.keys()) {
    const table = `${plan.names.rejects}_rows_${index}`;
    tables.push(table);
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${identifier(table)} AS SELECT *, row_number() OVER (ORDER BY file, line) AS n FROM (${rejectedSql(plan, index)})`,
    );
    const [row] = await connection.all(
      `SELECT count(*), count(*) FILTER (contains(raw, '??')) FROM ${identifier(table)}`,
    );
    refused += Number(row?.[0]);
    undecodable += Number(row?.[1]);
  }
  if (lines || misfits > 0 || undecodable > 0 || (plan.dialect.multiLine && refused > 0)) {
    const tests = misfits > 0 ? fieldTests(plan) : plainQuotes(plan) ? new Map<string, FieldTest>() : undefined;
    const rows = tests && (await quickly(connection, plan, tables, tests, bad));
    if (tests) {
      if (rows === accepted + (await bad.count()) - before) return;
      await bad.keepFirst(before);
    }
    if (lines && (rows ?? (await countRows(plan))) !== accepted + misfits + refused) throw new BrokenQuotes();
    for (const [index, group] of plan.groups.entries()) {
      for (const file of group.files) {
        await locate(
          connection,
          plan,
          index,
          file,
          rejectedRows(connection, tables[index] ?? '', file.path),
          misfits > 0,
          new Sink(plan, file, bad),
        );
      }
    }
    return;
  }
  for (const [index, group] of plan.groups.entries()) {
    for (const file of group.files) {
      const sink = new Sink(plan, file, bad);
      for await (const row of rejectedRows(connection, tables[index] ?? '', file.path))
        await sink.add(row.line, row.raw, row);
    }
  }
}

/** What the read counted. */
export interface Counts {
  /** Rows that the reader took and the types refused. */
  misfits: number;
  accepted: number;
  /** Every line of the files must be a row, and is counted. */
  lines: boolean;
}

/** Lines of all files that are rows; undefined where one has line ends that only the reader knows. */
async function countRows({ groups, dialect }: ReadPlan): Promise<number | undefined> {
  let rows = 0;
  for (const { files } of groups) {
    for (const { path, skip } of files) {
      const scan = new FieldScan(dialect, skip, [], []);
      for await (const _ of scan.find(path));
      if (scan.lost) return undefined;
      rows += scan.rows;
    }
  }
  return rows;
}

/** One pass over each file's bytes. Returns its rows, to be compared with those that the read counted; undefined: too many doubts. */
async function quickly(
  connection: Connection,
  plan: ReadPlan,
  tables: readonly string[],
  tests: Map<string, FieldTest>,
  bad: BadRows,
): Promise<number | undefined> {
  let rows = 0;
  for (const [index, group] of plan.groups.entries()) {
    for (const file of group.files) {
      const table = tables[index] ?? '';
      const asked = await connection.all(
        `SELECT line FROM ${identifier(table)} WHERE file = ${literal(file.path)} ORDER BY line`,
      );
      const scan = new (plan.dialect.multiLine ? RecordScan : FieldScan)(
        plan.dialect,
        file.skip,
        file.names.map((name) => tests.get(name)),
        asked.map(([line]) => Number(line)),
      );
      const rejected = rejectedRows(connection, table, file.path);
      const sink = new Sink(plan, file, bad);
      let reject = (await rejected.next()).value as Rejected | undefined;
      let doubts = 0;
      for await (const lines of scan.find(file.path)) {
        for (const { number, line, bytes } of lines) {
          const found = reject?.line === number ? reject : undefined;
          await sink.add(line, bytes.toString('utf8'), found, []);
          if (found) reject = (await rejected.next()).value as Rejected | undefined;
          else if (++doubts > MOST_DOUBTS && doubts > scan.rows / 20) return undefined;
        }
      }
      if (reject || scan.lost) return undefined;
      rows += scan.rows;
    }
  }
  return rows;
}

/** How each column that has a check of its own can be looked at in bytes; undefined where one cannot. */
function fieldTests(plan: ReadPlan): Map<string, FieldTest> | undefined {
  const { columns, options, inferred } = plan;
  if (
    !plainQuotes(plan) ||
    options.nullValue !== '' ||
    options.ignoreLeadingWhiteSpace ||
    options.ignoreTrailingWhiteSpace ||
    columns.length === 1
  )
    return undefined;
  const tests = new Map<string, FieldTest>();
  for (const { field, fits } of columns) {
    if (fits === undefined) continue;
    const digits = typeof field.type === 'string' ? DIGITS[field.type] : undefined;
    if (digits !== undefined) tests.set(field.name, { kind: 'whole', digits });
    else if (field.type === 'boolean') tests.set(field.name, { kind: 'boolean' });
    else if (field.type === 'date' && inferred) continue;
    else return undefined;
  }
  return tests;
}

/** Whether the fields of the files can be told in their bytes. */
function plainQuotes({ dialect: { sep, quote, escape } }: ReadPlan): boolean {
  return Buffer.byteLength(sep) === 1 && (quote === '' || escape === quote);
}

/** Walks the file: refused records by the reader's line number, misfits by their rank among the accepted ones. */
async function locate(
  connection: Connection,
  plan: ReadPlan,
  index: number,
  file: CsvFile,
  rejected: AsyncGenerator<Rejected>,
  withMisfits: boolean,
  sink: Sink,
): Promise<void> {
  const misfits = withMisfits ? misfitRanks(connection, plan, index, file) : none();
  let reject = (await rejected.next()).value as Rejected | undefined;
  let misfit = (await misfits.next()).value as number | undefined;
  let rank = 0;
  for await (const record of readRecords(file.path, plan.dialect)) {
    if (record.line <= file.skip) continue;
    if (!reject && misfit === undefined) return;
    if (reject && reject.line === record.engineLine) {
      await sink.add(record.line, record.raw, reject);
      reject = (await rejected.next()).value as Rejected | undefined;
      continue;
    }
    rank += 1;
    if (misfit !== rank) continue;
    await sink.add(record.line, record.raw);
    misfit = (await misfits.next()).value as number | undefined;
  }
}

/** Reads the file again, all columns, and yields the ranks of rows that do not fit. */
async function* misfitRanks(
  connection: Connection,
  plan: ReadPlan,
  index: number,
  file: CsvFile,
): AsyncGenerator<number> {
  const group = plan.groups[index];
  const fits = misfitSql(plan.columns);
  if (!group || !fits) return;
  const again = {
    ...plan,
    names: { ...plan.names, rejects: `${plan.names.rejects}_again`, files: `${plan.names.files}_again` },
  };
  const table = `${plan.names.rejects}_ranks`;
  const blank = blankSql(plan);
  // The hash keeps the reader from leaving out columns, which would change what it refuses.
  const all = plan.columns.map(({ field }) => identifier(field.name)).join(', ');
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${identifier(table)} AS SELECT n, h FROM (SELECT row_number() OVER () AS n, ${fits} AS fits, hash(${all}) AS h ` +
      `FROM ${readerSql(again, { ...group, files: [file] }, index)}${blank ? ` WHERE ${blank}` : ''}) WHERE NOT fits`,
  );
  await dropTables(connection, [`${again.names.rejects}_${index}`, `${again.names.files}_${index}`]);
  for await (const [rank] of pages(connection, identifier(table), 'n', 'true')) yield Number(rank);
}

async function* none(): AsyncGenerator<number> {
  // No misfits.
}

async function* rejectedRows(connection: Connection, table: string, path: string): AsyncGenerator<Rejected> {
  const columns = 'n, line, raw, structural, native, "column"';
  for await (const row of pages(connection, identifier(table), columns, `file = ${literal(path)}`)) {
    const [, line, raw, structural, native, column] = row;
    yield {
      line: Number(line),
      raw: String(raw ?? ''),
      structural: texts(structural),
      native: texts(native),
      column: typeof column === 'string' ? column : null,
    };
  }
}

async function* pages(
  connection: Connection,
  table: string,
  columns: string,
  filter: string,
): AsyncGenerator<unknown[]> {
  let last = 0;
  for (;;) {
    const rows = await connection.all(
      `SELECT ${columns} FROM ${table} WHERE ${filter} AND n > ${last} ORDER BY n LIMIT ${PAGE}`,
    );
    yield* rows;
    if (rows.length < PAGE) return;
    last = Number(rows.at(-1)?.[0]);
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Drops tables that a scan left. */
export async function dropTables(connection: Connection, tables: readonly string[]): Promise<void> {
  for (const table of tables) await connection.run(`DROP TABLE IF EXISTS ${identifier(table)}`);
}

/** Brings a file's fields into the order of the columns. */
class Sink {
  private readonly order: number[];

  constructor(
    private readonly plan: ReadPlan,
    private readonly file: CsvFile,
    private readonly bad: BadRows,
  ) {
    this.order = plan.columns.map(({ field }) => file.names.indexOf(field.name));
  }

  /** `native`: what is wrong where neither the reader nor the types say it; without any, a row that fits is none. */
  async add(line: number, raw: string, found?: Rejected, native = ['a value does not fit its type']): Promise<void> {
    const { fields, fault } = parseRecord(raw, this.plan.dialect);
    const quotes = found && found.structural.length > 0 ? quoteFault(fault) : undefined;
    await this.bad.add({
      file: this.file.source,
      line,
      raw,
      fields: this.order.map((at) => fields[at] ?? null),
      structural: quotes ? [quotes] : (found?.structural ?? []),
      native: found?.native ?? native,
      column: found?.column ?? null,
    });
  }
}
