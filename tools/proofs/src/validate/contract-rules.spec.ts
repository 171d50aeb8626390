import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Consumers, impactOf, traceMesh, validate } from '@mu-mesh/core';
import { Scratch, pipeline } from '../run/scratch';

const ORDERS = 'domains/sales/silver/orders';
const REPORT = 'domains/sales/gold/report';

const HEAD = (name: string): string =>
  `apiVersion: v3.2.0\nkind: DataContract\nid: urn:test:${name}\nname: ${name}\nversion: 1.0.0\nstatus: active\n`;

const orders = (status = 'active'): string => `${HEAD('orders').replace('active', status)}schema:
  - name: orders
    properties:
      - { name: id, physicalType: INTEGER }
      - { name: region, physicalType: VARCHAR }
      - { name: amount, physicalType: INTEGER }
`;

/** The last rules of a contract of gold; line 11 is the first of them. */
const report = (quality: string): string => `${HEAD('report')}schema:
  - name: report
    properties:
      - { name: id, physicalType: INTEGER }
      - { name: eur, physicalType: INTEGER }
    quality:
${quality}`;

function mesh(quality: string): Scratch {
  const step = (query: string): string => pipeline([{ type: 'TransformSQL', query }]);
  return new Scratch({
    [`${ORDERS}/pipeline.json`]: step("SELECT 1 AS id, 'north' AS region, 2 AS amount"),
    [`${ORDERS}/contract.odcs.yaml`]: orders(),
    [`${REPORT}/pipeline.json`]: step('SELECT id, amount AS eur FROM sales.silver.orders'),
    [`${REPORT}/contract.odcs.yaml`]: report(quality),
    'domains/sales/silver/other/pipeline.json': step('SELECT 1 AS id'),
  });
}

const NOTHING_LOST = `      - id: nothing_lost
        type: sql
        query: >-
          SELECT (SELECT sum(eur) FROM \${object})
          - (SELECT count(region) FROM sales.silver.orders)
        mustBe: 0
`;

/** The text of gold's contract from a place `file:line:column` on, to the end of its line. */
function textAt(place: string): string {
  const [file = '', line = '', column = ''] = place.split(' ')[0]?.split(':') ?? [];
  const lines = readFileSync(join(scratch.root, file), 'utf8').split('\n');
  return `${file} ${lines[Number(line) - 1]?.slice(Number(column) - 1)}`;
}

let scratch: Scratch;
afterEach(() => scratch.dispose());

async function findings(): Promise<string[]> {
  const { issues } = await scratch.withContext({}, (context) => validate(context, { selectors: [], filesOnly: true }));
  return issues.map(
    ({ severity, code, message, hint, position }) =>
      `${relative(scratch.root, position?.file ?? '')}:${position?.line}:${position?.column} ${severity} ${code} ${message} | ${hint ?? ''}`,
  );
}

/** Columns of which each place in a contract is said to read one: `file:line:column dataset rule named`. */
async function readers(column: string): Promise<{ impact: string[]; consumers: string[] }> {
  return scratch.withContext({}, async (context) => {
    const lineage = await traceMesh(context);
    const place = ({ file, line, column: at }: { file: string; line: number; column: number }): string =>
      `${relative(scratch.root, file)}:${line}:${at}`;
    const impact = impactOf(lineage, [column]).flatMap(({ address, distance, readings }) =>
      readings
        .filter(({ position }) => position.file.endsWith('.yaml'))
        .map(({ position, step, named }) => `${place(position)} ${address} ${distance} ${step} ${named}`),
    );
    const address = column.split('.').slice(0, 3).join('.');
    const narrow = await traceMesh(context, new Set([address]));
    const consumers = new Consumers(narrow, context.workspace.domains)
      .of(address, column.split('.')[3])
      .filter(({ position }) => position.file.endsWith('.yaml'))
      .map(({ position, dataset, named }) => `${place(position)} ${dataset} ${named}`);
    return { impact, consumers };
  });
}

describe('rules in SQL are bound over empty tables', () => {
  it('says nothing of rules that bind, and asks the engine once', async () => {
    scratch = mesh(NOTHING_LOST);
    expect(await findings()).toEqual([]);
    const engines: string[] = [];
    await scratch.withContext({}, (context) => {
      const engine = context.engine();
      const watched = new Proxy(engine, {
        get: (target, key, receiver) => {
          if (key === 'binder' || key === 'analyse') engines.push(key);
          return Reflect.get(target, key, receiver) as unknown;
        },
      });
      return validate({ ...context, engine: () => watched }, { selectors: [], filesOnly: true });
    });
    expect(engines).toEqual([]);
  });

  it.each([
    ['as it is', `query: SELECT sum(eurr) FROM \${object}`, 'eurr)'],
    ['in quotes', `query: "SELECT sum(\\"eurr\\") FROM \${object}"`, '"eurr\\")'],
    ['in single quotes', `query: 'SELECT ''x'', sum(eurr) FROM \${object}'`, 'eurr)'],
    ['behind an escape', 'query: "SELECT\\nneur FROM ${object}"', 'neur FROM'],
    ['folded', `query: >-\n          SELECT count(*) FROM \${object}\n          WHERE eurr > 0`, 'eurr > 0'],
    ['as a block', `query: |\n          SELECT count(*) FROM \${object}\n            WHERE eurr > 0`, 'eurr > 0'],
    ['behind a placeholder', `query: SELECT count(*) FROM \${object} WHERE eurr > 0`, 'eurr > 0'],
  ])('finds a wrong column at its place, %s', async (_, query, text) => {
    scratch = mesh(`      - id: wrong\n        type: sql\n        ${query}\n        mustBe: 0\n`);
    const [found, ...more] = await findings();
    expect(more).toEqual([]);
    expect(found).toMatch(/error SQL_BIND the rule `wrong`: .*eur/);
    expect(found).toContain('Did you mean "eur"?');
    expect(textAt(found ?? '')).toContain(`contract.odcs.yaml ${text}`);
  });

  it('finds a column that another dataset no longer has; a draft only warns', async () => {
    scratch = mesh(NOTHING_LOST);
    scratch.write(
      `${ORDERS}/pipeline.json`,
      pipeline([{ type: 'TransformSQL', query: 'SELECT 1 AS id, 2 AS amount' }]),
    );
    scratch.write(`${ORDERS}/contract.odcs.yaml`, orders().replace(/.*region.*\n/, ''));
    expect(await findings()).toEqual([
      expect.stringMatching(/contract\.odcs\.yaml:17:27 error SQL_BIND the rule `nothing_lost`: .*region/),
    ]);
    scratch.write(`${REPORT}/contract.odcs.yaml`, report(NOTHING_LOST).replace('status: active', 'status: draft'));
    expect((await findings()).filter((one) => one.includes('SQL_BIND'))).toEqual([
      expect.stringContaining(' warning SQL_BIND '),
    ]);
  });

  it.each([
    ['sales.silver.order', 'there is no dataset `sales.silver.order` | Did you mean "sales.silver.orders"?'],
    ['sales.silver.other', 'no job of sales.gold.report reads `sales.silver.other`'],
    ['sales.gold.report', 'Write ${object} for the table as the commit leaves it.'],
    ['reprot', 'there is no table `reprot` | Did you mean "report"?'],
  ])('refuses the table %s', async (table, words) => {
    scratch = mesh(
      `      - id: wrong\n        type: sql\n        query: SELECT count(*) FROM ${table}\n        mustBe: 0\n`,
    );
    expect(await findings()).toEqual([expect.stringContaining(words)]);
    expect((await findings())[0]).toContain('contract.odcs.yaml:15:37 error REFERENCE_UNKNOWN the rule `wrong`');
  });
});

describe('contracts are readers', () => {
  const at = `${REPORT}/contract.odcs.yaml`;

  it('of columns of other datasets and of their own, in SQL', async () => {
    scratch = mesh(NOTHING_LOST);
    expect(await readers('sales.silver.orders.region')).toEqual({
      impact: [`${at}:17:27 sales.gold.report 1 nothing_lost true`],
      consumers: [`${at}:17:27 sales.gold.report true`],
    });
    expect(await readers('sales.gold.report.eur')).toEqual({
      impact: [`${at}:16:30 sales.gold.report 0 nothing_lost true`],
      consumers: [`${at}:16:30 sales.gold.report true`],
    });
    expect(await readers('sales.gold.report.id')).toEqual({ impact: [], consumers: [] });
  });

  it('of all that they name where they cannot be traced', async () => {
    scratch = mesh(NOTHING_LOST.replace('sum(eur)', 'sum(eurr)'));
    expect((await readers('sales.silver.orders.id')).consumers).toEqual([`${at}:17:40 sales.gold.report false`]);
    expect((await readers('sales.gold.report.id')).impact).toEqual([
      `${at}:16:41 sales.gold.report 0 nothing_lost false`,
    ]);
  });

  it('by foreign keys, keys of several columns, metrics and service levels', async () => {
    scratch = mesh(`      - { id: twice, metric: duplicateValues, arguments: { properties: [id, eur] }, mustBe: 0 }
    relationships:
      - { from: report.id, to: sales.silver.orders.id }
slaProperties:
  - { property: latency, value: 1, unit: d, element: report.eur }
`);
    expect((await readers('sales.silver.orders.id')).consumers).toEqual([expect.stringContaining('report true')]);
    const own = (await readers('sales.gold.report.id')).impact.map((one) => one.split(' ').slice(1).join(' '));
    expect(own.sort()).toEqual(['sales.gold.report 0 foreignKey id true', 'sales.gold.report 0 twice true']);
    expect((await readers('sales.gold.report.eur')).consumers).toHaveLength(2);
  });
});
