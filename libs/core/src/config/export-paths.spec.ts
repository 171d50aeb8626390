import { join } from 'node:path';
import { loadJobFile } from './job-file';
import { registry } from './testing/registry';
import { temporaryFolder, writeFiles } from './testing/temporary-folder';
import { loadWorkspace } from './workspace';

const folder = temporaryFolder();
const root = temporaryFolder();
const INGEST = '{ "type": "IngestCSV", "file_location": "data/*.csv" }';
const csv = (path: string, mode = 'overwrite'): string =>
  `{ "type": "DestinationCSV", "file_location": "${path}", "mode": "${mode}" }`;
const job = (...destinations: string[]): string =>
  `{ "execution": [${INGEST}],\n"destination": [\n${destinations.join(',\n')}\n] }`;

function jobFile(...destinations: string[]): string[] {
  writeFiles(folder, { 'job.json': job(...destinations) });
  return loadJobFile({ file: join(folder, 'job.json'), connectors: registry }).issues.map(
    ({ position, message }) => `${position?.line}:${position?.column} ${message}`,
  );
}

test('two exports of a job file to one place are refused, however it is spelled', () => {
  expect(jobFile(csv('out/a.csv'), csv('./out/../out/a.csv'), csv('out/b.csv'))).toEqual([
    '4:1 another export of this file is written to the same place, and one would replace the other',
  ]);
  expect(jobFile(csv('out', 'append'), csv('out'))).toHaveLength(1);
  expect(jobFile(csv('out', 'append'), csv('out', 'append'))).toEqual([]);
});

test('an export does not lie among the tables', () => {
  expect(jobFile(csv('lake/sales/out.csv'), csv('lakes/out.csv'))).toEqual([
    '3:1 the export would lie in the lake, the folder of the tables',
  ]);
});

test('two datasets do not export to one place', () => {
  const table = '{ "type": "table", "table_name": "sales.raw.NAME", "mode": "overwrite" }';
  const dataset = (name: string): Record<string, string> => ({
    [`domains/sales/raw/${name}/pipeline.json`]: job(
      table.replace('NAME', name),
      csv('../../../../exports/report.csv'),
    ),
  });
  writeFiles(root, { 'global-properties.json': '{}', ...dataset('first'), ...dataset('second') });
  const found = loadWorkspace({ root, connectors: registry }).issues.filter(({ address }) => address !== undefined);
  expect(found.map(({ address, position, message }) => [address, position?.line, message])).toEqual([
    [
      'sales.raw.second',
      4,
      'another export of sales.raw.first is written to the same place, and one would replace the other',
    ],
  ]);
});
