import type { Connection } from '../../connection';
import { identifier, literal } from '../../quote';
import type { BadRows } from '../bad-rows';
import { BrokenQuotes } from './broken-quotes';
import { FieldScan } from './field-scan';
import { checkedTests, plainQuotes, type FieldTests } from './field-tests';
import { locate } from './locate';
import type { ReadPlan } from './reader-sql';
import { RecordScan } from './record-scan';
import { rejectedRows, rejectedSql, type Rejected } from './rejects';
import { Sink } from './sink';

/** Fields that look strange and may fit: past this many, and a twentieth of the rows, reading again is cheaper. */
const MOST_DOUBTS = 10_000;

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
    const tests = misfits > 0 ? checkedTests(plan) : plainQuotes(plan) ? new Map() : undefined;
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
  tests: FieldTests,
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
