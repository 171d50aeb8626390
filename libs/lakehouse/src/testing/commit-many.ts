/** Appends `commits` rows, one a commit, ids from `first`. The Parquet file is copied from one staged before. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StagedFile } from '@mu-mesh/core';
import { headOf, openTable, source, COLUMNS } from './dataset';

interface Argument {
  location: string;
  writer: number;
  commits: number;
  files: StagedFile[];
}

async function main({ location, writer, commits, files }: Argument): Promise<void> {
  const table = openTable(location);
  for (let i = 0; i < commits; i++) {
    const staged = await Promise.all(
      files.map(async (file) => {
        const path = join(location, `part-${writer}-${i}.parquet`);
        await copyFile(file.path, path);
        return { ...file, path };
      }),
    );
    const key = `${writer}-${i}`;
    const outcome = await table.commit({
      mode: 'append',
      operation: 'WRITE',
      files: staged,
      schema: COLUMNS,
      partitionBy: [],
      evolution: 'freeze',
      head: headOf(key),
      entries: new Map([[key, source(key)]]),
      replaceEntries: false,
    });
    if (outcome.outcome !== 'committed') throw new Error(JSON.stringify(outcome));
  }
}

main(JSON.parse(process.argv[2] ?? '{}') as Argument).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
