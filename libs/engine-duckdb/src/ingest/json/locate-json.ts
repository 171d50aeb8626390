import { open } from 'node:fs/promises';

import type { Connection } from '../../connection';
import { identifier } from '../../quote';
import type { BadRows } from '../bad-rows';
import { readLines } from '../lines';
import type { JsonFile } from './ingest-json';

export const NO_OBJECT = 'not a valid JSON object';

/** Finds the objects that were refused: their line and text, or with `multiLine` their place in the document. */
export async function findBadObjects(
  connection: Connection,
  files: readonly JsonFile[],
  objects: (file: JsonFile) => string,
  good: string,
  table: string,
  multiLine: boolean,
  bad: BadRows,
): Promise<void> {
  for (const file of files) {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${identifier(table)} AS SELECT n, ${multiLine ? 'json::VARCHAR' : 'NULL::VARCHAR'} AS raw ` +
        `FROM (SELECT row_number() OVER () AS n, *, ${good} AS good FROM ${objects(file)}) WHERE NOT good`,
    );
    const found = ranks(connection, table);
    if (multiLine) {
      for await (const { rank, raw } of found)
        await add(bad, file, null, raw ?? (await beginning(file.path)), [`element ${rank}: ${NO_OBJECT}`]);
    } else await lines(file, found, bad);
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

async function lines(file: JsonFile, found: AsyncGenerator<{ rank: number }>, bad: BadRows): Promise<void> {
  let next = (await found.next()).value as { rank: number } | undefined;
  let rank = 0;
  for await (const batch of readLines(file.path, '\n')) {
    for (const { number, bytes } of batch) {
      if (!next) return;
      const raw = bytes.toString('utf8');
      if (raw.trim() === '') continue;
      rank += 1;
      if (next.rank !== rank) continue;
      await add(bad, file, number, raw.replace(/\r$/, ''), []);
      next = (await found.next()).value as { rank: number } | undefined;
    }
  }
}

async function add(
  bad: BadRows,
  { source }: JsonFile,
  line: number | null,
  raw: string,
  native: string[],
): Promise<void> {
  await bad.add({ file: source, line, raw, fields: [], structural: [], native, column: null });
}

async function* ranks(connection: Connection, table: string): AsyncGenerator<{ rank: number; raw: string | null }> {
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
