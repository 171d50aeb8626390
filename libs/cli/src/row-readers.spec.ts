import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCli, temporaryFolder } from './testing/cli';
import { commit, git, write } from './testing/repository';
import { checkedEnvelope } from './testing/schemas';

const sql = (text: string): string => `{ "execution": [{ "type": "TransformSQL", "sql": "${text}" }] }`;
const product = (domain: string): string =>
  `apiVersion: v1.1.0\nkind: DataProduct\nid: ${domain}\nname: ${domain}\nversion: 1.0.0\nstatus: active\nteam: { name: T, members: [{ username: '@acme/team', role: owner }] }\n`;
const contract = (name: string, columns: string, query: string): string =>
  `apiVersion: v3.2.0
kind: DataContract
id: urn:${name}
version: 1.0.0
status: active
schema:
  - name: ${name}
    quality:
      - type: sql
        name: filled
        query: SELECT count(*) FROM ${query}
        mustBeGreaterThan: 0
    properties:
${columns}`;
const column = (name: string): string => `      - { name: ${name}, physicalType: INTEGER }\n`;
const TOTALS = 'domains/shop/gold/totals';
const READERS = {
  counted: 'SELECT count(*) AS n FROM shop.gold.totals',
  crossed: 'SELECT 1 AS one FROM range(2), shop.gold.totals',
  known: 'SELECT 1 AS yes WHERE EXISTS (FROM shop.gold.totals)',
  later: 'SELECT count(*) AS n FROM money.gold.known',
};
const place = (reader: string, at: string): string => `domains/money/gold/${reader}/${at}`;
const PLACES = [
  place('counted', 'contract.odcs.yaml:11:37'),
  place('counted', 'pipeline.json:1:77'),
  place('crossed', 'pipeline.json:1:82'),
  place('known', 'pipeline.json:1:86'),
];

let root: string;
beforeEach(() => {
  root = temporaryFolder();
  write(root, {
    'global-properties.json': '{}',
    '.gitignore': '.mesh\n',
    'domains/shop/data-product.odps.yaml': product('shop'),
    [`${TOTALS}/pipeline.json`]: sql('SELECT 1 AS a, 2 AS b'),
    [`${TOTALS}/contract.odcs.yaml`]: contract('totals', column('a') + column('b'), '{object}'),
    'domains/money/data-product.odps.yaml': product('money'),
    [place('counted', 'contract.odcs.yaml')]: contract(
      'counted',
      '      - { name: n, physicalType: BIGINT }\n',
      'shop.gold.totals',
    ),
  });
  for (const [name, text] of Object.entries(READERS)) write(root, { [place(name, 'pipeline.json')]: sql(text) });
  git(root, 'init', '-q', '-b', 'main');
  commit(root, 'base');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Place {
  file: string;
  line: number;
  column: number;
  named: boolean;
}
const shown = ({ file, line, column, named }: Place): string => `${file}:${line}:${column}${named ? '' : ' *'}`;

describe('the gate on readers that take no column', () => {
  async function changes(): Promise<{ kind: string; consumers: string[] }[]> {
    const { stdout, exit } = await runCli(['contract', 'diff', '--json'], { cwd: root });
    expect(exit).toBe(1);
    const found = checkedEnvelope(stdout, 'contract-diff').result['changes'] as {
      kind: string;
      consumers: Place[];
    }[];
    return found.map(({ kind, consumers }) => ({ kind, consumers: consumers.map(shown) }));
  }

  it.each([
    ['dataset_removed', TOTALS],
    ['contract_removed', `${TOTALS}/contract.odcs.yaml`],
    ['product_removed', 'domains/shop/data-product.odps.yaml'],
    ['product_removed', 'domains/shop'],
  ])('names them by place: %s of %s', async (kind, path) => {
    rmSync(join(root, path), { recursive: true });
    expect((await changes()).find((change) => change.kind === kind)).toEqual({ kind, consumers: PLACES });
    const { stdout } = await runCli(['contract', 'diff'], { cwd: root });
    expect(stdout).toContain(`    money.gold.known  ${PLACES[3] ?? ''}\n`);
    expect(stdout).not.toContain('nobody in this workspace reads it');
  });

  it('does not name them where a column goes', async () => {
    write(root, { [`${TOTALS}/contract.odcs.yaml`]: contract('totals', column('a'), '{object}') });
    expect(await changes()).toEqual([{ kind: 'column_removed', consumers: [] }]);
  });
});

describe('mesh impact', () => {
  interface Impacted {
    address: string;
    distance: number;
    columns: { column: string; direct: boolean }[];
    readings: (Place & { reads: string; direct: boolean })[];
  }
  async function impact(target: string): Promise<[string, number, string[], string[]][]> {
    const { stdout } = await runCli(['impact', target, '--json'], { cwd: root });
    const datasets = checkedEnvelope(stdout, 'impact').result['datasets'] as Impacted[];
    return datasets.map(({ address, distance, columns, readings }) => [
      address,
      distance,
      columns.map((one) => `${one.column}${one.direct ? '' : ' decided'}`),
      readings.map((one) => `${shown(one)} ${one.reads}${one.direct ? '' : ' decided'}`),
    ]);
  }

  it('of a dataset names them, and whoever reads them in turn', async () => {
    const [rule, counted, crossed, known] = PLACES.map((one) => `${one} shop.gold.totals`);
    expect(await impact('shop.gold.totals')).toEqual([
      ['shop.gold.totals', 0, [], [`${TOTALS}/contract.odcs.yaml:11:37 shop.gold.totals`]],
      ['money.gold.counted', 1, ['money.gold.counted.n decided'], [counted, rule]],
      ['money.gold.crossed', 1, ['money.gold.crossed.one decided'], [crossed]],
      ['money.gold.known', 1, ['money.gold.known.yes decided'], [known]],
      [
        'money.gold.later',
        2,
        ['money.gold.later.n decided'],
        [`${place('later', 'pipeline.json')}:1:77 money.gold.known decided`],
      ],
    ]);
    const { stdout } = await runCli(['impact', 'shop.gold.totals'], { cwd: root });
    expect(stdout).toContain(`money.gold.known\n  decided by it: yes\n  ${PLACES[3] ?? ''}  shop.gold.totals\n`);
    expect(stdout).toContain('\n4 datasets of 1 domain: money.\n');
  });

  it('names them too where the columns of the dataset are not known', async () => {
    write(root, { [`${TOTALS}/pipeline.json`]: sql('SELECT nothing') });
    rmSync(join(root, TOTALS, 'contract.odcs.yaml'));
    expect((await impact('shop.gold.totals')).map(([address, , , places]) => [address, places[0]])).toEqual(
      PLACES.slice(1).map((one, index) => [
        `money.gold.${Object.keys(READERS)[index] ?? ''}`,
        `${one} * shop.gold.totals`,
      ]),
    );
  });

  it.each([
    ['SELECT * FROM input WHERE EXISTS (FROM shop.gold.totals)', 145],
    ['SELECT (SELECT count(*) FROM shop.gold.totals) AS yes FROM input', 135],
  ])('of a dataset whose rows a filter asks for names the filter: %s', async (text, at) => {
    const filter = `{ "type": "Data_filter", "query": "${text}" }`;
    const made = '{ "type": "TransformSQL", "sql": "SELECT 1 AS yes" }';
    write(root, { [place('known', 'pipeline.json')]: `{ "execution": [${made}, ${filter}] }` });
    expect((await impact('shop.gold.totals')).slice(3)).toEqual([
      [
        'money.gold.known',
        1,
        ['money.gold.known.yes decided'],
        [`${place('known', 'pipeline.json')}:1:${at} shop.gold.totals`],
      ],
      expect.arrayContaining(['money.gold.later', 2]),
    ]);
  });

  it('of a column does not', async () => {
    expect(await impact('shop.gold.totals.a')).toEqual([]);
  });

  it('of a column that decides about rows names who counts them', async () => {
    write(root, { [place('known', 'pipeline.json')]: sql('SELECT 1 AS yes FROM shop.gold.totals WHERE a > 1') });
    expect((await impact('shop.gold.totals.a')).map(([address, distance]) => [address, distance])).toEqual([
      ['money.gold.known', 1],
      ['money.gold.later', 2],
    ]);
  });
});

describe('mesh lineage', () => {
  async function lineage(...args: string[]): Promise<[string, string[]][]> {
    const { stdout } = await runCli(['lineage', ...args, '--json'], { cwd: root });
    const columns = checkedEnvelope(stdout, 'lineage').result['columns'] as { column: string; rows: string[] }[];
    return columns.map(({ column: name, rows }) => [name, rows]);
  }

  it('goes down from the rows of a dataset, as far as asked', async () => {
    const near = ['counted.n', 'crossed.one', 'known.yes'].map((one) => [`money.gold.${one}`, ['shop.gold.totals']]);
    expect(await lineage('shop.gold.totals', '--down')).toEqual(near);
    expect(await lineage('shop.gold.totals', '--down', '--depth', 'all')).toEqual([
      ...near,
      ['money.gold.later.n', ['money.gold.known']],
    ]);
    expect(await lineage('shop.gold.totals.a', '--down', '--depth', 'all')).toEqual([]);
  });

  it('goes up to them', async () => {
    expect(await lineage('money.gold.later', '--depth', 'all')).toEqual([['money.gold.later.n', ['money.gold.known']]]);
  });

  it('is text, and a diagram', async () => {
    write(root, { [place('crossed', 'pipeline.json')]: sql('SELECT 1 AS one, 2 AS two FROM shop.gold.totals') });
    const { stdout } = await runCli(['lineage', 'shop.gold.totals', '--down'], { cwd: root });
    expect(stdout).toBe(
      [
        'COLUMN              HOW   FROM',
        'money.gold.counted',
        '  n                 rows  shop.gold.totals',
        'money.gold.crossed',
        '  one                     only as every column',
        '  two                     only as every column',
        '  (every column)    rows  shop.gold.totals',
        'money.gold.known',
        '  yes               rows  shop.gold.totals',
        '',
      ].join('\n'),
    );
    const diagram = await runCli(['lineage', 'money.gold.known', '--format', 'mermaid'], { cwd: root });
    expect(diagram.stdout).toBe(
      [
        'flowchart LR',
        '  subgraph g0["shop.gold.totals"]',
        '    c0["(rows)"]',
        '  end',
        '  subgraph g1["money.gold.known"]',
        '    c1["yes"]',
        '  end',
        '  c0 -.-> c1',
        '  classDef untraced stroke-dasharray: 4 4',
        '',
      ].join('\n'),
    );
  });
});
