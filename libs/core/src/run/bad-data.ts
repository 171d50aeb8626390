import { mkdir, rename } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import type { Relation } from '../ports';
import type { JobRun } from './job-run';

const DATE_PART = /%(?:dd|mm|yyyy)/;

/** The longest folder of a `bad_data` path that is the same every day: what the sandbox opens for it. */
export function badDataFolder(pattern: string): string {
  let folder = dirname(pattern);
  while (DATE_PART.test(folder)) folder = dirname(folder);
  return folder;
}

/**
 * Keeps the rows that a filter refused. `%dd`, `%mm` and `%yyyy` stand for today's date in UTC. A path without a file
 * extension is a folder, which gets one file for each run and filter.
 */
export async function exportBadData(run: JobRun, refused: Relation, step: string, pattern: string): Promise<void> {
  const [year = '', month = '', day = ''] = run.context.host.now().toISOString().slice(0, 10).split('-');
  const dated = pattern.replaceAll('%dd', day).replaceAll('%mm', month).replaceAll('%yyyy', year);
  const path = extname(dated) ? dated : `${dated}/${run.run}-${step}.csv`;
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${run.run}-${run.address}.tmp`;
  run.written.add(temporary);
  if (path.endsWith('.json') || path.endsWith('.ndjson'))
    await run.scope.export(refused, { path: temporary, format: 'json' });
  else if (path.endsWith('.parquet')) await run.scope.export(refused, { path: temporary, format: 'parquet' });
  else
    await run.scope.export(refused, {
      path: temporary,
      format: 'csv',
      header: true,
      sep: ',',
      quote: '"',
      escape: '"',
      nullValue: '',
    });
  await rename(temporary, path);
}
