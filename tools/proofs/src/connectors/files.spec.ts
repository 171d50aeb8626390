import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { connectors } from '@mu-mesh/connectors';
import type {
  ConnectorContext,
  DestinationConnector,
  Engine,
  EngineSession,
  Ingested,
  Scope,
  SourceConnector,
} from '@mu-mesh/core';
import { createDuckDbEngine } from '@mu-mesh/engine-duckdb';

type Config = Record<string, unknown>;

const engine: Engine = createDuckDbEngine();
let folder = '';
let session: EngineSession | undefined;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mu-mesh-proof-')));
});
afterEach(async () => {
  await session?.close();
  session = undefined;
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => engine.close());

const context = (): ConnectorContext => ({ base: folder, mode: 'overwrite' });

function source(type: string): SourceConnector {
  const found = connectors.sources.find((connector) => connector.type === type);
  if (!found) throw new Error(type);
  return found;
}

function destination(type: string): DestinationConnector {
  const found = connectors.destinations.find((connector) => connector.type === type);
  if (!found) throw new Error(type);
  return found;
}

/** A scope in a sandbox that opens what the connectors name, and the table's folder. */
async function scopeFor(paths: readonly string[]): Promise<Scope> {
  session = await engine.open({
    memoryLimit: 512 * 1024 * 1024,
    threads: 1,
    temporaryDirectory: join(folder, '.tmp'),
    paths: [...paths, join(folder, 'table')],
  });
  return session.scope();
}

async function ingest(type: string, config: Config): Promise<{ ingested: Ingested; rows: (string | null)[][] }> {
  const connector = source(type);
  const scope = await scopeFor(connector.paths(config, context()));
  const opened = connector.open(config, context());
  const scan = opened.read(await opened.discover());
  if (scan.kind !== 'scan') throw new Error('not a scan');
  const ingested = await scope.ingest(scan, {
    directory: join(folder, 'table'),
    partitionBy: [],
    quarantineFile: join(folder, 'table', 'q.parquet'),
    run: 'r',
    rule: 'read',
  });
  return { ingested, rows: await scope.rows(ingested.relation, 100) };
}

async function write(type: string, config: Config, sql: string): Promise<string> {
  const connector = destination(type);
  const scope = await scopeFor(connector.paths(config, context()));
  const [exported] = await connector.write(await scope.query(sql), scope, config, context());
  await session?.close();
  return exported?.path ?? '';
}

test('options reach the engine: separator, quote, null, several date formats, a file of another encoding', async () => {
  writeFileSync(join(folder, 'a.csv'), "id;name;day\n1;'x;y';2026-01-31\n2;NA;31.01.2026\n");
  writeFileSync(join(folder, 'b-legacy.csv'), Buffer.from('id;name;day\n3;M\xfcller;2026-02-01\n', 'latin1'));
  const { rows } = await ingest('IngestCSV', {
    file_location: '*.csv',
    delimiter: ';',
    quotes: "'",
    encoding: { '*-legacy.csv': 'windows-1252' },
    additional_attributes: {
      header: true,
      inferSchema: true,
      nullValue: 'NA',
      dateFormat: ['yyyy-MM-dd', 'dd.MM.yyyy'],
    },
  });
  expect(rows).toEqual([
    ['1', 'x;y', '2026-01-31'],
    ['2', null, '2026-01-31'],
    ['3', 'Müller', '2026-02-01'],
  ]);
});

test('files with brackets and quotes in their names, packed ones too, are read as they are', async () => {
  writeFileSync(join(folder, "report [1] o'clock.csv"), 'a,b\n');
  writeFileSync(join(folder, 'report 1.csv'), 'wrong,file\n');
  expect((await ingest('IngestCSV', { file_location: 'report \\[1\\]*.csv' })).rows).toEqual([['a', 'b']]);
  await session?.close();
  writeFileSync(join(folder, 'c.csv.gz'), gzipSync('c,d\n'));
  expect((await ingest('IngestCSV', { file_location: 'c.csv.gz' })).rows).toEqual([['c', 'd']]);
});

test('without multiLine a line break ends the row, as in Spark; with it it belongs to the value', async () => {
  writeFileSync(join(folder, 'a.csv'), 'id,text\n1,"two\nlines"\n2,one\n');
  const read = (multiLine: boolean): Promise<{ ingested: Ingested; rows: (string | null)[][] }> =>
    ingest('IngestCSV', { file_location: 'a.csv', additional_attributes: { header: 'true', multiLine } });
  const { ingested, rows } = await read(false);
  expect(rows).toEqual([['2', 'one']]);
  expect([ingested.rowsIn, ingested.quarantined]).toEqual([3, 2]);
  await session?.close();
  expect((await read(true)).rows).toEqual([
    ['1', 'two\nlines'],
    ['2', 'one'],
  ]);
});

const ROWS =
  "SELECT * FROM (VALUES (1, 'a,\"b\"', DATE '2026-01-31', 1.5), (2, NULL, NULL, NULL), (3, ' ü', DATE '2026-02-01', 2.5)) t(id, name, day, price)";

test.each([
  [
    'DestinationCSV',
    'IngestCSV',
    'out/x.csv',
    { additional_attributes: { header: true } },
    { additional_attributes: { header: true, inferSchema: true } },
  ],
  [
    'DestinationCSV',
    'IngestCSV',
    'out',
    { delimiter: '\\t', quotes: "'", additional_attributes: { header: true } },
    { delimiter: '\\t', quotes: "'", additional_attributes: { header: true, inferSchema: true } },
  ],
  ['DestinationJSON', 'IngestJSON', 'out/x.ndjson', {}, {}],
  ['DestinationParquet', 'IngestParquet', 'out', {}, {}],
])('%s writes what %s reads: %s %j', async (to, from, location, written, read) => {
  await write(to, { file_location: location, ...written }, ROWS);
  const { ingested, rows } = await ingest(from, { file_location: location, ...read });
  expect(ingested.relation.columns.map(({ name }) => name)).toEqual(['id', 'name', 'day', 'price']);
  expect(rows.map(([id, name, day, price]) => [Number(id), name, day, price === null ? null : Number(price)])).toEqual([
    [1, 'a,"b"', '2026-01-31', 1.5],
    [2, null, null, null],
    [3, ' ü', '2026-02-01', 2.5],
  ]);
});

test('every letter of a datetime pattern that the connectors accept is one that the engine knows', async () => {
  const known = (connector: SourceConnector | DestinationConnector): string[] => {
    const [finding] =
      connector.check?.({ file_location: 'x', additional_attributes: { timestampFormat: 'QQQQQ' } }) ?? [];
    return /Known are (.*);/.exec(finding?.hint ?? '')?.[1]?.split(' ') ?? [];
  };
  const written = known(destination('DestinationCSV'));
  expect(written.length).toBeGreaterThan(20);
  const timestampFormat = written.join('|');
  const path = await write(
    'DestinationCSV',
    { file_location: 'x.csv', additional_attributes: { timestampFormat } },
    "SELECT TIMESTAMP '2026-01-31 13:14:15' AS t",
  );
  expect(readFileSync(path, 'utf8').trim().split('|')).toHaveLength(written.length);

  writeFileSync(join(folder, 'x.csv'), 'nothing,that fits\n');
  const patterns = known(source('IngestCSV'));
  expect(patterns.length).toBeGreaterThan(30);
  await expect(
    ingest('IngestCSV', {
      file_location: 'x.csv',
      additional_attributes: { inferSchema: true, timestampFormat: patterns },
    }),
  ).resolves.toBeDefined();
});
