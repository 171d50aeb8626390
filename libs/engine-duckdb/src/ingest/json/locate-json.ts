import { isUtf8 } from 'node:buffer';
import { open, readFile } from 'node:fs/promises';

import type { Connection } from '../../connection';
import { identifier } from '../../quote';
import type { BadRow, BadRows } from '../bad-rows';
import { linesOfRank } from './json-lines';
import type { JsonFile, JsonSource } from './json-source';

export const NO_OBJECT = 'not a valid JSON object';

export const NO_TEXT = 'the bytes are not valid ';

function noText({ encoding = 'UTF-8' }: JsonFile): { structural: string[] } {
  return { structural: [NO_TEXT + encoding] };
}

/**
 * Finds the lines that were refused and adds them. Returns how many rows the reader shows that are not taken. Their
 * places are those in a table, which keeps the order of the files and is filled in parallel; `row_number` takes one
 * thread, while the other waits in a loop.
 */
export async function findBadLines(
  connection: Connection,
  files: readonly JsonFile[],
  source: JsonSource,
  table: string,
  bad: BadRows,
): Promise<number> {
  const [name, rows] = [identifier(table), identifier(`${table}_rows`)];
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${rows} AS SELECT ${source.good} AS good FROM ${source.sql(files)}; ` +
      `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT rowid + 1 AS n, NULL::VARCHAR AS raw FROM ${rows} WHERE good IS NOT TRUE; ` +
      `DROP TABLE ${rows}`,
  );
  const found = ranks(connection, table);
  const next = async (): Promise<number> => ((await found.next()).value as Found | undefined)?.rank ?? Infinity;
  let [wanted, before] = [await next(), 0];
  for (const file of files) {
    if (wanted === Infinity) break;
    const lines = linesOfRank(file.path, () => wanted - before);
    for (;;) {
      const { value, done } = await lines.next();
      if (done) {
        before += value;
        break;
      }
      await add(bad, file, value.number, value.raw, value.isText ? {} : noText(file));
      wanted = await next();
      if (wanted === Infinity) {
        await lines.return(0);
        break;
      }
    }
  }
  return connection.count(`SELECT count(*) FROM ${name}`);
}

/** Finds the objects of documents that were refused, by their place in the document. */
export async function findBadElements(
  connection: Connection,
  files: readonly JsonFile[],
  source: JsonSource,
  table: string,
  bad: BadRows,
): Promise<void> {
  for (const file of files) {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${identifier(table)} AS SELECT n, json::VARCHAR AS raw ` +
        `FROM (SELECT row_number() OVER () AS n, *, ${source.good} AS good FROM ${source.sql([file])}) WHERE NOT good`,
    );
    for await (const { rank, raw } of ranks(connection, table)) {
      const isText = raw !== null || isUtf8(await readFile(file.path));
      const why = isText ? { native: [`element ${rank}: ${NO_OBJECT}`] } : noText(file);
      await add(bad, file, null, raw ?? (await beginning(file.path)), why);
    }
  }
}

/** A broken document as far as it fits a quarantine row: its first 64 KiB. */
async function beginning(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function add(
  bad: BadRows,
  { source }: JsonFile,
  line: number | null,
  raw: string,
  { structural = [], native = [] }: Partial<Pick<BadRow, 'structural' | 'native'>>,
): Promise<void> {
  await bad.add({ file: source, line, raw, fields: [], structural, native, column: null });
}

interface Found {
  rank: number;
  raw: string | null;
}

async function* ranks(connection: Connection, table: string): AsyncGenerator<Found> {
  const page = 10_000;
  let last = 0;
  for (;;) {
    const rows = await connection.all(
      `SELECT n, raw FROM ${identifier(table)} WHERE n > ${last} ORDER BY n LIMIT ${page}`,
    );
    for (const [rank, raw] of rows) yield { rank: Number(rank), raw: typeof raw === 'string' ? raw : null };
    if (rows.length < page) return;
    last = Number(rows.at(-1)?.[0]);
  }
}
