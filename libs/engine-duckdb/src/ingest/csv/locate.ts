import type { Connection } from '../../connection';
import { identifier } from '../../quote';
import type { CsvFile } from './header';
import { blankSql, misfitSql, readerSql, type ReadPlan } from './reader-sql';
import { readRecords } from './records';
import { dropTables, pages, type Rejected } from './rejects';
import type { Sink } from './sink';

/** Walks the file: refused records by the reader's line number, misfits by their rank among the accepted ones. */
export async function locate(
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
