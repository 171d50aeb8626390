import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectors } from '@mu-mesh/connectors';
import { loadJobFile, loadWorkspace } from '@mu-mesh/core';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'mesh-own-export-'))));
afterEach(() => rmSync(root, { recursive: true }));

type Config = Record<string, unknown>;

function job(ingest: Config, target: Config): Config {
  return {
    execution: [{ type: 'IngestCSV', name: 'lines', ...ingest }],
    destination: [{ type: 'DestinationCSV', ...target }],
  };
}

function findings(jobs: Config | Config[]): string[] {
  const file = join(root, 'job.json');
  writeFileSync(file, JSON.stringify(jobs));
  return loadJobFile({ file, connectors }).issues.map(({ code, message, position }) => {
    return `${code} ${position?.pointer ?? ''}: ${message}`;
  });
}

const REFUSED =
  'CONFIG_INVALID /destination/0: the next run would read this export: it lies where the ingest `lines` finds its files (line 1)';

it.each<[sources: string, target: string, options: Config]>([
  ['data/*.csv', 'data/out.csv', {}],
  ['data', 'data', {}],
  ['data/*', 'data/out', {}],
  ['data/**', 'data/a/b/out.csv', {}],
  ['data', 'data/a/out.csv', { recursiveFileLookup: 'true' }],
  ['data/in.csv', 'data/in.csv', {}],
  ['data', 'data/out.csv', { pathGlobFilter: 'o*' }],
])('the source %s and the export %s are refused', (sources, target, additional_attributes) => {
  const ingest = { file_location: sources, additional_attributes };
  expect(findings(job(ingest, { file_location: target }))).toEqual([REFUSED]);
});

it.each<[sources: string, target: string, options: Config]>([
  ['data/*.csv', 'exports/out.csv', {}],
  ['data/*.txt', 'data/out.csv', {}],
  ['data/*.csv', 'data/out', {}],
  ['data', 'data/a/out.csv', {}],
  ['data/in.csv', 'data/out.csv', {}],
  ['data', 'data/out.csv', { pathGlobFilter: 'i*' }],
  ['data', 'data/_exports/out.csv', { recursiveFileLookup: 'true' }],
  ['data/**', 'data/.out/a.csv', {}],
  ['data/*/x', 'data/_e/x/out.csv', {}],
  ['data/*.csv', 'data/out.csv', { modifiedBefore: '2020-01-01T00:00:00' }],
])('the source %s and the export %s are not', (sources, target, additional_attributes) => {
  const ingest = { file_location: sources, additional_attributes };
  expect(findings(job(ingest, { file_location: target }))).toEqual([]);
});

it('looks at the endings that the export writes', () => {
  const ingest = { file_location: 'data/*.csv' };
  expect(findings(job(ingest, { type: 'DestinationParquet', file_location: 'data' }))).toEqual([]);
  expect(findings(job(ingest, { file_location: 'data' }))).toEqual([REFUSED]);
});

it('lets a later job of the file read the export, an earlier one not', () => {
  const writes = job({ file_location: 'in.csv' }, { file_location: 'between/a.csv' });
  const reads = job({ file_location: 'between/*.csv' }, { file_location: 'out.csv' });
  expect(findings([writes, reads])).toEqual([]);
  expect(findings([reads, writes])).toEqual([REFUSED.replace('/destination', '/1/destination')]);
});

it('is a finding of its dataset', () => {
  const folder = join(root, 'domains/sales/raw/orders');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(root, 'global-properties.json'), '{}');
  writeFileSync(
    join(folder, 'pipeline.json'),
    JSON.stringify({
      execution: [{ type: 'IngestCSV', name: 'lines', file_location: 'data/*.csv' }],
      destination: [
        { type: 'DestinationDefaultCatalog', table_name: 'sales.raw.orders', mode: 'overwrite' },
        { type: 'DestinationCSV', file_location: 'data/out.csv' },
      ],
    }),
  );
  const issues = loadWorkspace({ root, connectors }).issues.filter(({ address }) => address === 'sales.raw.orders');
  expect(issues.map(({ severity, position }) => [severity, position?.pointer])).toEqual([['error', '/destination/1']]);
});
