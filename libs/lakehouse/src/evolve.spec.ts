import { writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { field, type DataType, type Field } from '@mu-mesh/core';
import { fits } from './delta/evolution';
import { COLUMNS, openTable, row, temporaryFolder, write } from './testing/dataset';
import { rowsOf } from './testing/stage';

const struct = (...fields: Field[]): DataType => ({ type: 'struct', fields });

describe('evolve', () => {
  it('adds columns, which older rows have as nulls, and keeps removed ones', async () => {
    const table = openTable(await temporaryFolder());
    await write(table, row(1));
    const incoming = [field('id', 'long'), field('score', 'double')];
    const schema = await table.evolve(incoming, 'append', 'evolve');
    expect(schema.map(({ name }) => name)).toEqual(['id', 'name', 'score']);
    await write(table, 'SELECT 2 AS id, NULL AS name, 0.5 AS score', { schema });
    expect(await rowsOf(await table.scan())).toEqual(['{"id":1,"name":"n1","score":null}', '{"id":2,"name":null,"score":0.5}']);
    expect((await table.scan(0)).schema).toHaveLength(2);
  });

  it('widens types under append and lets narrower rows in', async () => {
    const table = openTable(await temporaryFolder());
    await write(table, "SELECT 1 AS id, 'a' AS name", { schema: [field('id', 'integer'), field('name', 'string')] });
    const schema = await table.evolve(COLUMNS, 'append', 'evolve');
    expect(schema[0]?.type).toBe('long');
    await write(table, row(5_000_000_000), { schema });
    expect(await rowsOf(await table.scan())).toHaveLength(2);
    expect(await table.evolve([field('id', 'short')], 'append', 'freeze')).toEqual(schema);
    await expect(write(table, row(1), { schema: [field('id', 'short')] })).rejects.toMatchObject({ code: 'SCHEMA_CONFLICT' });
  });

  it.each([
    ['byte', 'long', true], ['long', 'integer', false], ['float', 'double', true], ['integer', 'double', false],
    ['decimal(10,2)', 'decimal(12,2)', true], ['decimal(10,2)', 'decimal(10,4)', false], ['decimal(10,2)', 'decimal(14,4)', true],
    ['integer', 'decimal(10,0)', false], ['long', 'string', false], ['timestamp', 'timestamp_ntz', false],
  ])('%s fits %s: %s', (from, to, expected) => {
    expect(fits(from, to)).toBe(expected);
  });

  it.each([
    ['append', 'freeze', [...COLUMNS, field('extra', 'long')], 'SCHEMA_FROZEN', '"extra" is new'],
    ['append', 'freeze', [field('id', 'string')], 'SCHEMA_FROZEN', '"id" is string instead of long'],
    ['append', 'evolve', [field('id', 'string')], 'SCHEMA_CONFLICT', '"id" is long in the table and string'],
    ['append', 'evolve', [field('ID', 'long')], 'SCHEMA_CONFLICT', '"id" and "ID"'],
    ['overwrite', 'evolve', [field('a', 'long'), field('A', 'long')], 'SCHEMA_CONFLICT', 'differ only by case'],
    ['overwrite', 'freeze', [field('id', 'long')], 'SCHEMA_FROZEN', '"name" is gone'],
  ] as const)('%s, %s refuses %j', async (mode, evolution, columns, code, message) => {
    const table = openTable(await temporaryFolder());
    await write(table, row(1));
    await expect(table.evolve([...columns], mode, evolution)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    await expect(write(table, row(1), { schema: [...columns], mode, evolution, files: [] })).rejects.toMatchObject({ code });
    expect((await table.head())?.version).toBe(0);
  });

  it('lets an overwrite change everything, partitions too', async () => {
    const table = openTable(await temporaryFolder());
    await write(table, row(1));
    const schema = [field('day', 'date'), field('v', struct(field('x', 'integer')))];
    await write(table, "SELECT DATE '2026-01-02' AS day, {x: 1} AS v", { schema, mode: 'overwrite', partitionBy: ['day'] });
    expect(await table.scan()).toMatchObject({ partitionColumns: ['day'], files: [{ partitionValues: { day: '2026-01-02' } }] });
    await expect(write(table, "SELECT DATE '2026-01-02' AS day, {x: 1} AS v", { schema })).rejects.toMatchObject({ code: 'SCHEMA_CONFLICT' });
  });
});

describe('features of others', () => {
  interface Plant {
    protocol?: object;
    configuration?: Record<string, string>;
    field?: object;
    add?: object;
  }

  async function planted({ protocol = { minReaderVersion: 1, minWriterVersion: 2 }, configuration = {}, field: more = {}, add = {} }: Plant): Promise<string> {
    const location = await temporaryFolder();
    await mkdir(join(location, '_delta_log'));
    const schemaString = JSON.stringify({ type: 'struct', fields: [{ name: 'id', type: 'long', nullable: true, metadata: {}, ...more }] });
    const actions = [
      { protocol },
      { metaData: { id: 'x', format: { provider: 'parquet', options: {} }, schemaString, partitionColumns: [], configuration } },
      { add: { path: 'a.parquet', partitionValues: {}, size: 1, modificationTime: 0, dataChange: true, ...add } },
    ];
    await writeFile(join(location, '_delta_log', '00000000000000000000.json'), actions.map((action) => JSON.stringify(action)).join('\n'));
    return location;
  }

  const features = (reader: string[], writer = reader) => ({ minReaderVersion: 3, minWriterVersion: 7, readerFeatures: reader, writerFeatures: writer });

  it.each<[string, Plant]>([
    ['columnMapping', { protocol: { minReaderVersion: 2, minWriterVersion: 5 }, configuration: { 'delta.columnMapping.mode': 'name' } }],
    ['deletionVectors', { protocol: features(['deletionVectors']) }],
    ['deletionVectors', { add: { deletionVector: { storageType: 'u' } } }],
    ['typeWidening', { protocol: features(['timestampNtz', 'typeWidening']) }],
    ['reader version 4', { protocol: { minReaderVersion: 4, minWriterVersion: 7 } }],
    ['mu-mesh.format 2', { configuration: { 'mu-mesh.format': '2' } }],
  ])('%s is refused for reading', async (name, plant) => {
    const table = openTable(await planted(plant));
    await expect(table.scan()).rejects.toMatchObject({ code: 'TABLE_UNSUPPORTED', message: expect.stringContaining(name) });
    await expect(write(table, row(1))).rejects.toMatchObject({ code: 'TABLE_UNSUPPORTED' });
  });

  it.each<[string, Plant]>([
    ['rowTracking', { protocol: { minReaderVersion: 1, minWriterVersion: 7, writerFeatures: ['rowTracking', 'domainMetadata'] } }],
    ['checkConstraints', { protocol: { minReaderVersion: 1, minWriterVersion: 3 }, configuration: { 'delta.constraints.c': 'id > 0' } }],
    ['changeDataFeed', { protocol: { minReaderVersion: 1, minWriterVersion: 4 }, configuration: { 'delta.enableChangeDataFeed': 'true' } }],
    ['generatedColumns', { field: { metadata: { 'delta.generationExpression': '1' } } }],
    ['NOT NULL', { field: { nullable: false } }],
  ])('%s is refused for writing alone', async (name, plant) => {
    const table = openTable(await planted(plant));
    expect((await table.scan()).files).toHaveLength(1);
    const schema = [field('id', 'long')];
    await expect(write(table, 'SELECT 1 AS id', { schema })).rejects.toMatchObject({ code: 'TABLE_UNSUPPORTED', message: expect.stringContaining(name) });
  });

  it('append-only tables are appended to, not overwritten; a protocol grows with a schema', async () => {
    const table = openTable(await planted({ configuration: { 'delta.appendOnly': 'true' } }));
    const schema = await table.evolve([field('id', 'long'), field('at', 'timestamp_ntz')], 'append', 'evolve');
    expect(await write(table, 'SELECT 1 AS id, NULL AS at', { schema })).toMatchObject({ outcome: 'committed' });
    expect((await table.scan()).schema).toHaveLength(2);
    await expect(write(table, 'SELECT 1 AS id, NULL AS at', { schema, mode: 'overwrite' })).rejects.toMatchObject({ message: expect.stringContaining('appendOnly') });
  });

  it('paths outside the table are refused', async () => {
    for (const path of ['../x.parquet', '/etc/x.parquet', 'file:///etc/x.parquet', 's3://b/x.parquet', 'a/%2e%2e/%2e%2e/x.parquet', '%']) {
      const table = openTable(await planted({ add: { path } }));
      await expect(table.scan()).rejects.toMatchObject({ code: 'TABLE_UNSUPPORTED', message: expect.stringContaining('outside its folder') });
    }
  });
});
