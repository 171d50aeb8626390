import type { Connection } from '../../connection';
import { identifier, literal } from '../../quote';
import type { BadRows } from '../bad-rows';
import type { CsvFile } from './header';
import { blankSql, misfitSql, readerSql, type ReadPlan } from './reader-sql';
import { quoteFault } from './normalise';
import { parseRecord } from './record';
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

/**
 * Finds every refused row of a read that is over: those that the reader refused, and, where `misfits` is not 0,
 * those that the types refused, with the physical line and the raw text of each.
 */
export async function collectBadRows(connection: Connection, plan: ReadPlan, misfits: number, bad: BadRows): Promise<void> {
  for (const [index, group] of plan.groups.entries()) {
    const table = `${plan.names.rejects}_rows`;
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${identifier(table)} AS SELECT *, row_number() OVER (ORDER BY file, line) AS n FROM (${rejectedSql(plan, index)})`,
    );
    const undecodable = await connection.count(`SELECT count(*) FROM ${identifier(table)} WHERE contains(raw, '??')`);
    const walk = plan.dialect.multiLine || misfits > 0 || undecodable > 0;
    for (const file of group.files) {
      const rejected = rejectedRows(connection, table, file.path);
      const sink = new Sink(plan, file, bad);
      if (!walk) for await (const row of rejected) await sink.add(row.line, row.raw, row);
      else await locate(connection, plan, index, file, rejected, misfits > 0, sink);
    }
  }
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
async function* misfitRanks(connection: Connection, plan: ReadPlan, index: number, file: CsvFile): AsyncGenerator<number> {
  const group = plan.groups[index];
  const fits = misfitSql(plan.columns);
  if (!group || !fits) return;
  const again = { ...plan, names: { ...plan.names, rejects: `${plan.names.rejects}_again`, files: `${plan.names.files}_again` } };
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

async function* pages(connection: Connection, table: string, columns: string, filter: string): AsyncGenerator<unknown[]> {
  let last = 0;
  for (;;) {
    const rows = await connection.all(`SELECT ${columns} FROM ${table} WHERE ${filter} AND n > ${last} ORDER BY n LIMIT ${PAGE}`);
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

  async add(line: number, raw: string, found?: Rejected): Promise<void> {
    const { fields, fault } = parseRecord(raw, this.plan.dialect);
    const quotes = found && found.structural.length > 0 ? quoteFault(fault) : undefined;
    await this.bad.add({
      file: this.file.source,
      line,
      raw,
      fields: this.order.map((at) => fields[at] ?? null),
      structural: quotes ? [quotes] : (found?.structural ?? []),
      native: found?.native ?? ['a value does not fit its type'],
      column: found?.column ?? null,
    });
  }
}
