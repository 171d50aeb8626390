import { test, type TestResult } from '@mu-mesh/core';
import { Scratch, pipeline } from './scratch';

const CASE = 'domains/sales/tests/one';

describe('a case of a domain', () => {
  let scratch: Scratch;
  beforeEach(() => {
    scratch = new Scratch({
      'domains/sales/raw/orders/pipeline.json': pipeline([{ type: 'TransformSQL', sql: 'SELECT 1 AS id' }]),
      'domains/sales/gold/report/pipeline.json': pipeline([
        { type: 'TransformSQL', sql: 'SELECT id + 1 AS id FROM sales.raw.orders' },
      ]),
      'domains/finance/gold/other/pipeline.json': pipeline([{ type: 'TransformSQL', sql: 'SELECT 1 AS id' }]),
      [`${CASE}/given/sales.raw.orders.csv`]: 'id\n1\n',
      [`${CASE}/expected/sales.gold.report.csv`]: 'id\n2\n',
    });
  });
  afterEach(() => scratch.dispose());

  function cases(selectors: string[] = []): Promise<TestResult> {
    return scratch.withContext({}, (context) => test(context, { selectors }));
  }

  function messages({ issues }: TestResult): string[] {
    return issues.map(({ message }) => message);
  }

  it('passes where the rows are those expected', async () => {
    expect(await cases()).toMatchObject({ cases: [{ dataset: 'sales.gold.report', ok: true }], issues: [] });
  });

  it('may not expect, give or order a table that does not exist: nothing would be compared', async () => {
    scratch.write(`${CASE}/expected/sales.gold.reprot.csv`, 'id\n2\n');
    scratch.write(`${CASE}/given/sales.raw.order.csv`, 'id\n2\n');
    scratch.write(`${CASE}/case.json`, '{ "ordered": ["sales.gold.reports"] }');
    expect(messages(await cases())).toEqual([
      'there is no dataset sales.raw.order',
      'there is no dataset sales.gold.reprot',
      '"ordered" names sales.gold.reports, which the case does not expect',
    ]);
  });

  it('checks foreign keys against what is given; the lake plays no part', async () => {
    const key = 'properties: [{ name: id, physicalType: INTEGER, relationships: [{ to: sales.gold.keys.id }] }]';
    scratch.write(
      'domains/sales/gold/report/contract.odcs.yaml',
      `apiVersion: v3.2.0\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\nschema: [{ name: report, ${key} }]\n`,
    );
    scratch.write('domains/sales/gold/keys/pipeline.json', pipeline([{ type: 'TransformSQL', sql: 'SELECT 7 AS id' }]));
    await scratch.run(['sales.gold.keys']);
    expect(await cases()).toMatchObject({ cases: [{ ok: true }], issues: [] });
    scratch.write(`${CASE}/given/sales.gold.keys.csv`, 'id\n1\n');
    expect(await cases()).toMatchObject({
      cases: [{ ok: false, diff: { rows: [{ kind: 'missing', cells: ['2'] }] } }],
    });
    scratch.write(`${CASE}/given/sales.gold.keys.csv`, 'id\n2\n');
    expect(await cases()).toMatchObject({ cases: [{ ok: true }], issues: [] });
  });

  it('of another domain is not looked at', async () => {
    scratch.write('domains/finance/tests/two/expected/nothing.csv', 'id\n2\n');
    expect(messages(await cases(['sales']))).toEqual([]);
    expect(messages(await cases())).toContain('nothing.csv is no <domain>.<layer>.<dataset>.csv or .json');
  });
});
