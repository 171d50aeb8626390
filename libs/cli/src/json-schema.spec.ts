import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { runCli, temporaryFolder } from './testing/cli';

jest.setTimeout(60_000);
const cwd = temporaryFolder();
const ADDRESS = 'shop.gold.kinds';
const DATASET = join(cwd, 'domains', 'shop', 'gold', 'kinds');
const CONTRACT = join(DATASET, 'contract.odcs.yaml');
const LINES = join(cwd, 'kinds.json');

/** Column, its type, a value of it in SQL, what DestinationJSON writes, and JSON that does not fit. */
const KINDS: [name: string, type: string, sql: string, written: unknown, misfit: unknown][] = [
  ['boolean_', 'BOOLEAN', 'true', true, 'true'],
  ['byte_', 'TINYINT', '-128', -128, '-128'],
  ['short_', 'SMALLINT', '32767', 32767, 1.5],
  ['integer_', 'INTEGER', '7', 7, '7'],
  ['long_', 'BIGINT', '9007199254740991', 9007199254740991, '9007199254740991'],
  ['float_', 'FLOAT', '1.5', 1.5, '1.5'],
  ['double_', 'DOUBLE', '1e300', 1e300, '1e300'],
  ['not_a_number', 'DOUBLE', "'NaN'", 'NaN', 'nan'],
  ['infinite', 'FLOAT', "'-Infinity'", '-Infinity', 'Inf'],
  ['money', 'DECIMAL(10,2)', '39.00', 39, '39.00'],
  ['count_', 'DECIMAL(20,0)', '12', 12, 1.2],
  ['exact', 'DECIMAL(38,18)', '0.000000000000000001', 1e-18, '1e-18'],
  ['text_', 'VARCHAR', "'a\"b'", 'a"b', 1],
  ['bytes', 'BLOB', "'\\x00\\xFFab\\x5C'::BLOB", '\\x00\\xFFab\\x5C', 'ÿ'],
  ['date_', 'DATE', "'2026-11-23'", '2026-11-23', '23.11.2026'],
  ['at', 'TIMESTAMP', "'2026-11-23 08:15:00.123456'", '2026-11-23 08:15:00.123456', '2026-11-23T08:15:00'],
  ['moment', 'TIMESTAMPTZ', "'2026-11-23 08:15:00+02'", '2026-11-23 06:15:00+00', '2026-11-23 06:15:00'],
  ['clock', 'VARCHAR', "'08:15:00'", '08:15:00', 815],
  ['prices', 'DECIMAL(5,2)[]', '[1.10, NULL]', [1.1, null], ['1.10']],
  ['by_name', 'MAP(VARCHAR, BIGINT)', "MAP {'a': 1}", { a: 1 }, { a: '1' }],
  ['by_day', 'MAP(DATE, DATE)', "MAP {DATE '2026-01-02': '2026-01-03'}", { '2026-01-02': '2026-01-03' }, { a: 1 }],
  ['place', 'STRUCT(id BIGINT, since DATE)', "{'id': 3, 'since': NULL}", { id: 3, since: null }, { id: '3' }],
  ['nothing', 'INTEGER', 'NULL', null, ''],
];
/** A pattern that only RE2 reads must not make the schema unreadable; one that both read stays. */
const MORE: Record<string, string> = {
  text_: ', logicalType: string, logicalTypeOptions: { pattern: "(?i)A" }',
  clock: ', logicalType: string, logicalTypeOptions: { pattern: "^[0-9:]+$" }',
};
const PHYSICAL = `    properties:\n${KINDS.map(([name, type]) => `      - { name: ${name}, physicalType: "${type}"${MORE[name] ?? ''} }\n`).join('')}`;

describe('the JSON Schema of a contract', () => {
  let row: Record<string, unknown>;

  beforeAll(async () => {
    await runCli(['init'], { cwd });
    mkdirSync(DATASET, { recursive: true });
    const columns = KINDS.map(([name, type, sql]) => `CAST(${sql} AS ${type}) AS ${name}`).join(', ');
    const query = { type: 'TransformSQL', name: 'kinds', sql: `SELECT ${columns} FROM shop.silver.orders LIMIT 1` };
    const destination = [
      { type: 'DestinationDefaultCatalog', table_name: ADDRESS, mode: 'overwrite' },
      { type: 'DestinationJSON', file_location: LINES },
    ];
    writeFileSync(join(DATASET, 'pipeline.json'), JSON.stringify({ execution: [query], destination }));
    expect(await runCli(['run'], { cwd })).toMatchObject({ exit: 0 });
    expect(await runCli(['contract', 'init', ADDRESS], { cwd })).toMatchObject({ exit: 0 });
    row = JSON.parse(readFileSync(LINES, 'utf8')) as Record<string, unknown>;
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  describe.each([
    ['that init wrote', (text: string) => text],
    ['that has physical types alone', (text: string) => `${text.slice(0, text.indexOf('    properties:'))}${PHYSICAL}`],
  ])('%s', (_title, change) => {
    let schema: { description: string };
    let validate: ValidateFunction;
    beforeAll(async () => {
      writeFileSync(CONTRACT, change(readFileSync(CONTRACT, 'utf8')));
      const { stdout } = await runCli(['contract', 'export', ADDRESS, '--format', 'json-schema'], { cwd });
      const ajv = new Ajv2020();
      addFormats(ajv);
      schema = JSON.parse(stdout) as typeof schema;
      validate = ajv.compile(schema);
    });

    it('fits the row that DestinationJSON writes', () => {
      expect(row).toEqual(Object.fromEntries(KINDS.map(([name, , , written]) => [name, written])));
      validate(row);
      expect(validate.errors).toBeNull();
    });

    it('says whose JSON it describes, since a preview gives texts', async () => {
      expect(schema.description).toContain('A row as DestinationJSON writes it.');
      const { stdout } = await runCli(['preview', ADDRESS, '--format', 'json'], { cwd });
      const { rows } = JSON.parse(stdout) as { rows: unknown[][] };
      expect(rows[0]?.filter((value) => typeof value !== 'string')).toEqual([null]);
    });

    it.each(KINDS)('refuses another %s', (name, _type, _sql, _written, misfit) => {
      validate({ ...row, [name]: misfit });
      expect(validate.errors?.map(({ instancePath }) => instancePath.split('/')[1])).toContain(name);
    });
  });
});
