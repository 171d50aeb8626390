import { validate } from '@mu-mesh/core';
import { quarantineList } from '@mu-mesh/cli';
import { Scratch, outcome, pipeline } from './scratch';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';

function destination(mode: string, evolution: string): unknown {
  return { type: 'DestinationDefaultCatalog', table_name: ORDERS, mode, schema_evolution: evolution };
}

function made(select: string, mode: string, evolution: string): string {
  return pipeline([{ type: 'TransformSQL', name: 'made', query: select }], [destination(mode, evolution)]);
}

let scratch: Scratch;
afterEach(() => scratch.dispose());

async function refused(): Promise<string[]> {
  const { rows } = await scratch.withContext({}, (context) => quarantineList(context, ORDERS));
  return rows.map(({ rule, row, reasons }) => `${rule} ${row ?? ''}: ${reasons.join('; ')}`).sort();
}

async function checks(): Promise<string[]> {
  const head = await scratch.withTable(ORDERS, (table) => table.head());
  return (head?.state?.head.checks ?? []).map(({ name, status, rows }) => `${name}: ${status} ${rows}`);
}

const BEFORE = "SELECT 1::BIGINT AS id, 10::INTEGER AS amount, 'a' AS note";
const AFTER =
  'SELECT * FROM (VALUES (2, 20.0, NULL, NULL), (3, 30.5, true, NULL), (4, NULL, false, 7), (5, 5e9, NULL, 8)) t(id, amount, note, extra)';

describe.each(['append', 'overwrite'])('%s of a query', (mode) => {
  const before = mode === 'append' ? ['1|10|a'] : [];

  it('discard_value leaves values out that have no place in the table, and keeps their rows', async () => {
    scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: made(BEFORE, mode, 'discard_value') });
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 0|1|0|0');
    scratch.write(`${FOLDER}/pipeline.json`, made(AFTER, mode, 'discard_value'));
    const result = await scratch.run();
    expect(outcome(result, ORDERS)).toBe('committed 0|4|0|0');
    expect(await scratch.rows(ORDERS)).toEqual([...before, '2|20|', '3||true', '4||false', '5||'].sort());
    expect(
      await scratch.withTable(ORDERS, async (table) => (await table.scan()).schema.map(({ type }) => type)),
    ).toEqual(['long', 'integer', 'string']);
    expect(result.datasets[0]?.issues.filter(({ code }) => code === 'VALUES_DISCARDED')).toMatchObject([
      { severity: 'warning', message: expect.stringMatching(/^2 values were left out of .*: amount is no integer \(/) },
      {
        severity: 'warning',
        message: expect.stringContaining('2 values were left out of sales.raw.orders: extra is a new column'),
      },
    ]);
    expect(await checks()).toEqual(['type of amount: warned 2', 'new column extra: warned 2']);
    expect(await refused()).toEqual([]);
  });

  it('discard_row refuses the rows that have such values, naming every column', async () => {
    scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: made(BEFORE, mode, 'discard_row') });
    await scratch.run();
    scratch.write(`${FOLDER}/pipeline.json`, made(AFTER, mode, 'discard_row'));
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 0|1|3|0');
    expect(await scratch.rows(ORDERS)).toEqual([...before, '2|20|'].sort());
    expect(await refused()).toEqual([
      'schema-rows {"id":3,"amount":30.5,"note":true,"extra":null}: amount is no integer',
      'schema-rows {"id":4,"amount":null,"note":false,"extra":7}: extra is a new column',
      'schema-rows {"id":5,"amount":5000000000.0,"note":null,"extra":8}: amount is no integer; extra is a new column',
    ]);
    expect(await checks()).toEqual(['type of amount: diverted 2', 'new column extra: diverted 2']);
  });

  it('a column that is gone stays as nulls, and a new one without values is told of', async () => {
    scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: made(BEFORE, mode, 'discard_row') });
    await scratch.run();
    scratch.write(`${FOLDER}/pipeline.json`, made('SELECT 2 AS id, NULL::DATE AS extra', mode, 'discard_row'));
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 0|1|0|0');
    expect(await scratch.rows(ORDERS)).toEqual([...before, '2||'].sort());
    expect(await checks()).toEqual(['new column extra: passed 0']);
  });
});

it.each([
  ['BIGINT', "VARCHAR '12', '1.0', '1.5', ' 7', 'x', '', '99999999999999999999'", ['1', '12', '7']],
  ['INTEGER', 'DOUBLE 2.0, 2.5, 3e10, -1', ['-1', '2']],
  ['DECIMAL(6,2)', "VARCHAR '1.25', '1.250', '1.255', '12345.6', '-3'", ['-3.00', '1.25', '1.25']],
  ['DECIMAL(6,2)', 'DOUBLE 0.1, 0.125', ['0.10']],
  ['DOUBLE', 'BIGINT 5, 9007199254740993', ['5.0']],
  ['VARCHAR', 'BIGINT 5, 6', ['5', '6']],
  ['DATE', "VARCHAR '2026-01-02', '2026-01-02 10:00:00', 'soon'", ['2026-01-02']],
  ['DATE', "TIMESTAMP '2026-01-02 00:00:00', '2026-01-02 10:00:00'", ['2026-01-02']],
  ['TIMESTAMP', "DATE '2026-01-02'", ['2026-01-02 00:00:00']],
  ['BOOLEAN', "VARCHAR 'true', 'maybe'", ['true']],
  ['BOOLEAN', "DATE '2026-01-02'", []],
  ['INTEGER[]', "VARCHAR '[1]'", []],
])('into %s fit, of %s, %j', async (type, given, expected) => {
  const [, from = '', list = ''] = /^(\w+) (.*)$/.exec(given) ?? [];
  scratch = new Scratch({
    [`${FOLDER}/pipeline.json`]: made(`SELECT 0 AS id, NULL::${type} AS v`, 'append', 'discard_row'),
  });
  await scratch.run();
  const rows = `SELECT 1 AS id, unnest([${list}])::${from} AS v`;
  scratch.write(`${FOLDER}/pipeline.json`, made(rows, 'append', 'discard_row'));
  expect((await scratch.run()).datasets).toMatchObject([{ status: 'committed' }]);
  const values = (await scratch.rows(ORDERS)).filter((row) => row.startsWith('1')).map((row) => row.slice(2));
  expect(values).toEqual(expected);
  expect(values.length + (await refused()).length).toBe(list.split(', ').length);
});

describe('an ingest', () => {
  const CSV = {
    type: 'IngestCSV',
    name: 'lines',
    file_location: 'data/*.csv',
    additional_attributes: { header: 'true' },
  };
  const JSON_LINES = { type: 'IngestJSON', name: 'lines', file_location: 'data/*.json' };

  it.each([
    ['declared', { schema: { id: 'BIGINT', amount: 'INTEGER' } }],
    ['recorded', { additional_attributes: { header: 'true', inferSchema: 'true' } }],
  ])('discard_value: columns besides the %s ones, values that do not fit, rows that do not parse', async (_, keys) => {
    scratch = new Scratch({
      [`${FOLDER}/pipeline.json`]: pipeline([{ ...CSV, ...keys }], [destination('append', 'discard_value')]),
      [`${FOLDER}/data/1.csv`]: 'id,amount\n1,10\n2,20\n',
    });
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 2|2|0|0');
    scratch.write(`${FOLDER}/data/2.csv`, 'id,amount\n3,x\n4,40\n5\n');
    scratch.write(`${FOLDER}/data/3.csv`, 'extra,id,amount\na,6,60\n,7,y\nb,z,80\n');
    const result = await scratch.run();
    expect(outcome(result, ORDERS)).toBe('committed 6|5|1|0');
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '2|20', '3|', '4|40', '6|60', '7|', '|80'].sort());
    expect(await refused()).toEqual([expect.stringMatching(/^lines 5: /)]);
    expect((await checks()).sort()).toEqual([
      'new column extra: warned 2',
      'type of amount: warned 2',
      'type of id: warned 1',
    ]);
    expect(result.datasets[0]?.issues.map(({ code }) => code)).toEqual(Array(4).fill('VALUES_DISCARDED'));
    scratch.write(`${FOLDER}/data/4.csv`, 'id,amount,extra\n8,80,\n');
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 1|1|0|0');
  });

  it('discard_row: rows with a value in a new column, or one that does not fit, are refused', async () => {
    scratch = new Scratch({
      [`${FOLDER}/pipeline.json`]: pipeline(
        [{ ...CSV, schema: { id: 'BIGINT', amount: 'INTEGER' } }],
        [destination('append', 'discard_row')],
      ),
      [`${FOLDER}/data/1.csv`]: 'id,amount\n1,10\nx,20\n',
      [`${FOLDER}/data/2.csv`]: 'id,extra,amount,more\n3,a,30,b\n4,,40,\n5,,y,\n',
    });
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 5|2|3|0');
    expect(await scratch.rows(ORDERS)).toEqual(['1|10', '4|40']);
    expect(await refused()).toEqual([
      expect.stringMatching(/^lines 5,,y,: amount: /),
      expect.stringMatching(/^lines x,20: id: /),
      'schema-rows {"id":3,"amount":30,"extra":"a","more":"b"}: extra is a new column; more is a new column',
    ]);
  });

  it.each([
    ['discard_value', 'committed 3|3|0|0', ['1', '2', '3', ''], ['new column extra: warned 1', 'type of id: warned 1']],
    ['discard_row', 'committed 3|1|2|0', ['1', '2'], ['new column extra: diverted 1']],
  ])('of JSON, %s', async (evolution, counts, rows, found) => {
    scratch = new Scratch({
      [`${FOLDER}/pipeline.json`]: pipeline([JSON_LINES], [destination('append', evolution)]),
      [`${FOLDER}/data/1.json`]: '{"id":1}\n',
    });
    await scratch.run();
    scratch.write(`${FOLDER}/data/2.json`, '{"id":2,"extra":null}\n{"id":3,"extra":{"a":1}}\n{"id":"four"}\n');
    expect(outcome(await scratch.run(), ORDERS)).toBe(counts);
    expect(await scratch.rows(ORDERS)).toEqual([...rows].sort());
    expect((await checks()).sort()).toEqual(found);
  });

  it('an explicit mode says what becomes of bad rows', async () => {
    scratch = new Scratch({
      [`${FOLDER}/pipeline.json`]: pipeline(
        [
          {
            ...CSV,
            schema: { id: 'BIGINT' },
            additional_attributes: { header: 'true', mode: 'DROPMALFORMED' },
          },
        ],
        [destination('append', 'discard_value')],
      ),
      [`${FOLDER}/data/1.csv`]: 'id\n1\nx\n',
    });
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 2|1|0|1');
  });

  it('a run that dies before its commit takes nothing with it: the next one gives the same counts', async () => {
    scratch = new Scratch({
      [`${FOLDER}/pipeline.json`]: pipeline(
        [{ ...CSV, schema: { id: 'BIGINT' } }],
        [destination('append', 'discard_row')],
      ),
      [`${FOLDER}/data/1.csv`]: 'id,extra\n1,\n2,a\nx,\n',
    });
    for (const step of ['stage.before', 'quarantine.written', 'state.written'] as const) {
      const broken = await scratch.run([], {
        at: (at) => {
          if (at === step) throw new Error('the machine stopped');
        },
      });
      expect(outcome(broken, ORDERS)).toBe('failed 0|0|0|0');
      expect(await scratch.withTable(ORDERS, (table) => table.head())).toBeUndefined();
    }
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 3|1|2|0');
    expect(await refused()).toHaveLength(2);
    expect(outcome(await scratch.run([], { full: true }), ORDERS)).toMatch(/^(committed 0\|0\|0\|0|skipped)/);
    expect(await scratch.rows(ORDERS)).toEqual(['1']);
  });
});

it('who reads the dataset is checked against the columns that the table keeps', async () => {
  scratch = new Scratch({
    [`${FOLDER}/pipeline.json`]: made(BEFORE, 'overwrite', 'discard_value'),
    'domains/sales/gold/notes/pipeline.json': pipeline([
      { type: 'TransformSQL', name: 'read', query: `SELECT note FROM ${ORDERS}` },
    ]),
  });
  await scratch.run();
  scratch.write(`${FOLDER}/pipeline.json`, made(AFTER, 'overwrite', 'discard_value'));
  const found = async (query: string): Promise<string[]> => {
    scratch.write('domains/sales/gold/notes/pipeline.json', pipeline([{ type: 'TransformSQL', name: 'read', query }]));
    const { issues } = await scratch.withContext({}, (context) =>
      validate(context, { selectors: [], filesOnly: false }),
    );
    return issues.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  };
  expect(await found(`SELECT note FROM ${ORDERS}`)).toEqual([]);
  expect(await found(`SELECT extra FROM ${ORDERS}`)).toEqual(['SQL_BIND']);
});

it('a value that is none of the four is said with the one that was meant', async () => {
  scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: made(BEFORE, 'append', 'discard_rows') });
  const { issues } = await scratch.withContext({}, (context) => validate(context, { selectors: [], filesOnly: true }));
  expect(issues).toContainEqual(
    expect.objectContaining({
      severity: 'error',
      code: 'CONFIG_INVALID',
      hint: expect.stringContaining('"discard_row"'),
    }),
  );
});

it('a column may have the name of the reasons', async () => {
  scratch = new Scratch({ [`${FOLDER}/pipeline.json`]: made('SELECT 1 AS id', 'append', 'discard_row') });
  await scratch.run();
  const select = `SELECT * FROM (VALUES (2, NULL), (3, 'x')) t(id, "#Reasons")`;
  scratch.write(`${FOLDER}/pipeline.json`, made(select, 'append', 'discard_row'));
  expect(outcome(await scratch.run(), ORDERS)).toBe('committed 0|1|1|0');
  expect(await refused()).toEqual(['schema-rows {"id":3,"#Reasons":"x"}: #Reasons is a new column']);
});

it.each([
  ['discard_value', 'committed 2|2|0|0'],
  ['discard_row', 'committed 2|1|1|0'],
])('1.0 in a file is no whole number: %s', async (evolution, ended) => {
  const ingest = {
    type: 'IngestCSV',
    name: 'lines',
    file_location: 'data/*.csv',
    schema: { id: 'INTEGER', n: 'INTEGER' },
  };
  scratch = new Scratch({
    [`${FOLDER}/pipeline.json`]: pipeline(
      [{ ...ingest, additional_attributes: { header: 'true' } }],
      [destination('append', evolution)],
    ),
    [`${FOLDER}/data/1.csv`]: 'id,n\n1,1.0\n2,2\n',
  });
  expect(outcome(await scratch.run(), ORDERS)).toBe(ended);
});
