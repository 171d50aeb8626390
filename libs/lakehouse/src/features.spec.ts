import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { field } from '@mu-mesh/core';
import { openTable, row, temporaryFolder, write } from './testing/dataset';

describe('features of others', () => {
  interface Plant {
    protocol?: object;
    configuration?: Record<string, string>;
    field?: object;
    add?: object;
  }

  async function planted({
    protocol = { minReaderVersion: 1, minWriterVersion: 2 },
    configuration = {},
    field: more = {},
    add = {},
  }: Plant): Promise<string> {
    const location = await temporaryFolder();
    await mkdir(join(location, '_delta_log'));
    const schemaString = JSON.stringify({
      type: 'struct',
      fields: [{ name: 'id', type: 'long', nullable: true, metadata: {}, ...more }],
    });
    const actions = [
      { protocol },
      {
        metaData: {
          id: 'x',
          format: { provider: 'parquet', options: {} },
          schemaString,
          partitionColumns: [],
          configuration,
        },
      },
      { add: { path: 'a.parquet', partitionValues: {}, size: 1, modificationTime: 0, dataChange: true, ...add } },
    ];
    await writeFile(
      join(location, '_delta_log', '00000000000000000000.json'),
      actions.map((action) => JSON.stringify(action)).join('\n'),
    );
    return location;
  }

  const features = (reader: string[], writer = reader) => ({
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: reader,
    writerFeatures: writer,
  });

  it.each<[string, Plant]>([
    [
      'columnMapping',
      { protocol: { minReaderVersion: 2, minWriterVersion: 5 }, configuration: { 'delta.columnMapping.mode': 'name' } },
    ],
    ['deletionVectors', { protocol: features(['deletionVectors']) }],
    ['deletionVectors', { add: { deletionVector: { storageType: 'u' } } }],
    ['typeWidening', { protocol: features(['timestampNtz', 'typeWidening']) }],
    ['reader version 4', { protocol: { minReaderVersion: 4, minWriterVersion: 7 } }],
    ['mu-mesh.format 2', { configuration: { 'mu-mesh.format': '2' } }],
  ])('%s is refused for reading', async (name, plant) => {
    const table = openTable(await planted(plant));
    await expect(table.scan()).rejects.toMatchObject({
      code: 'TABLE_UNSUPPORTED',
      message: expect.stringContaining(name),
    });
    await expect(write(table, row(1))).rejects.toMatchObject({ code: 'TABLE_UNSUPPORTED' });
  });

  it.each<[string, Plant]>([
    [
      'rowTracking',
      { protocol: { minReaderVersion: 1, minWriterVersion: 7, writerFeatures: ['rowTracking', 'domainMetadata'] } },
    ],
    [
      'checkConstraints',
      { protocol: { minReaderVersion: 1, minWriterVersion: 3 }, configuration: { 'delta.constraints.c': 'id > 0' } },
    ],
    [
      'changeDataFeed',
      {
        protocol: { minReaderVersion: 1, minWriterVersion: 4 },
        configuration: { 'delta.enableChangeDataFeed': 'true' },
      },
    ],
    ['generatedColumns', { field: { metadata: { 'delta.generationExpression': '1' } } }],
    ['NOT NULL', { field: { nullable: false } }],
  ])('%s is refused for writing alone', async (name, plant) => {
    const table = openTable(await planted(plant));
    expect((await table.scan()).files).toHaveLength(1);
    await expect(table.checkpoint()).rejects.toMatchObject({ code: 'TABLE_UNSUPPORTED' });
    const schema = [field('id', 'long')];
    await expect(write(table, 'SELECT 1 AS id', { schema })).rejects.toMatchObject({
      code: 'TABLE_UNSUPPORTED',
      message: expect.stringContaining(name),
    });
  });

  it('append-only tables are appended to, not overwritten; a protocol grows with a schema', async () => {
    const table = openTable(await planted({ configuration: { 'delta.appendOnly': 'true' } }));
    const schema = await table.evolve([field('id', 'long'), field('at', 'timestamp_ntz')], 'append', 'evolve');
    expect(await write(table, 'SELECT 1 AS id, NULL AS at', { schema })).toMatchObject({ outcome: 'committed' });
    expect((await table.scan()).schema).toHaveLength(2);
    await expect(write(table, 'SELECT 1 AS id, NULL AS at', { schema, mode: 'overwrite' })).rejects.toMatchObject({
      message: expect.stringContaining('appendOnly'),
    });
  });

  it('paths outside the table are refused', async () => {
    for (const path of [
      '../x.parquet',
      '/etc/x.parquet',
      'file:///etc/x.parquet',
      's3://b/x.parquet',
      'a/%2e%2e/%2e%2e/x.parquet',
      '%',
    ]) {
      const table = openTable(await planted({ add: { path } }));
      await expect(table.scan()).rejects.toMatchObject({
        code: 'TABLE_UNSUPPORTED',
        message: expect.stringContaining('outside its folder'),
      });
    }
  });
});
