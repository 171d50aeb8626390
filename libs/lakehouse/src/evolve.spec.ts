import { field, fits, type DataType, type Field, type MeshError } from '@mu-mesh/core';
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
    expect(await rowsOf(await table.scan())).toEqual([
      '{"id":1,"name":"n1","score":null}',
      '{"id":2,"name":null,"score":0.5}',
    ]);
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
    await expect(write(table, row(1), { schema: [field('id', 'short')] })).rejects.toMatchObject({
      code: 'SCHEMA_CONFLICT',
    });
  });

  it.each([
    ['byte', 'long', true],
    ['long', 'integer', false],
    ['float', 'double', true],
    ['integer', 'double', false],
    ['decimal(10,2)', 'decimal(12,2)', true],
    ['decimal(10,2)', 'decimal(10,4)', false],
    ['decimal(10,2)', 'decimal(14,4)', true],
    ['integer', 'decimal(10,0)', false],
    ['long', 'string', false],
    ['timestamp', 'timestamp_ntz', false],
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
    await expect(table.evolve([...columns], mode, evolution)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    await expect(write(table, row(1), { schema: [...columns], mode, evolution, files: [] })).rejects.toMatchObject({
      code,
    });
    expect((await table.head())?.version).toBe(0);
  });

  it('advises to evolve only where that would do', async () => {
    const table = openTable(await temporaryFolder());
    await write(table, row(1));
    const hint = async (columns: Field[]): Promise<string> =>
      table.evolve(columns, 'append', 'freeze').then(
        () => 'nothing is refused',
        (error: MeshError) => error.hint,
      );
    expect(await hint([...COLUMNS, field('extra', 'long')])).toContain('"evolve"');
    expect(await hint([field('id', 'string')])).toBe('Cast "id" to the type that the table has.');
  });

  it.each(['append', 'overwrite'] as const)(
    '%s: what discards keeps the columns and types of the table',
    async (mode) => {
      const table = openTable(await temporaryFolder());
      const wider = [field('id', 'string'), field('extra', 'long')];
      for (const evolution of ['discard_value', 'discard_row'] as const)
        expect(await table.evolve(wider, mode, evolution)).toEqual(wider);
      await write(table, row(1));
      for (const evolution of ['discard_value', 'discard_row'] as const) {
        expect(await table.evolve(wider, mode, evolution)).toEqual((await table.scan()).schema);
        await expect(write(table, row(1), { schema: wider, mode, evolution, files: [] })).rejects.toMatchObject({
          code: 'SCHEMA_FROZEN',
        });
        await expect(table.evolve([field('ID', 'long')], mode, evolution)).rejects.toMatchObject({
          code: 'SCHEMA_CONFLICT',
        });
      }
    },
  );

  it('lets an overwrite change everything, partitions too', async () => {
    const table = openTable(await temporaryFolder());
    await write(table, row(1));
    const schema = [field('day', 'date'), field('v', struct(field('x', 'integer')))];
    await write(table, "SELECT DATE '2026-01-02' AS day, {x: 1} AS v", {
      schema,
      mode: 'overwrite',
      partitionBy: ['day'],
    });
    expect(await table.scan()).toMatchObject({
      partitionColumns: ['day'],
      files: [{ partitionValues: { day: '2026-01-02' } }],
    });
    await expect(write(table, "SELECT DATE '2026-01-02' AS day, {x: 1} AS v", { schema })).rejects.toMatchObject({
      code: 'SCHEMA_CONFLICT',
    });
  });
});
