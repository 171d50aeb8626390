import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { parse } from 'yaml';
import pipelineGenerator from '../pipeline/generator';
import domainGenerator from './generator';

const PACKAGE = join(__dirname, '../../..');
const { generators: GENERATORS } = JSON.parse(readFileSync(join(PACKAGE, 'generators.json'), 'utf8')) as {
  generators: Record<string, { schema: string }>;
};

let tree: Tree;
beforeEach(() => {
  jest.spyOn(console, 'info').mockImplementation(() => undefined);
  tree = createTreeWithEmptyWorkspace();
});

const hr = { name: 'hr', owner: 'ada@example.com' };

describe('domain generator', () => {
  it('writes a package, a product and a dataset a layer', () => {
    domainGenerator(tree, { ...hr, ownerName: 'Ada "L" #1', description: 'People: who & when' });
    expect(readJson(tree, 'domains/hr/package.json')).toMatchObject({ name: '@mu-mesh/hr', nx: { name: 'hr' } });
    expect(parse(tree.read('domains/hr/data-product.odps.yaml', 'utf8') ?? '')).toMatchObject({
      id: 'hr',
      description: { purpose: 'People: who & when' },
      team: { members: [{ username: 'ada@example.com', name: 'Ada "L" #1', role: 'owner' }] },
    });
    expect(tree.read('domains/hr/gold/daily_events/daily_events.sql', 'utf8')).toContain('FROM hr.silver.clean_events');
    expect(tree.exists('domains/hr/tests/clean_events/expected/hr.silver.clean_events.csv')).toBe(true);
    expect(tree.read('CODEOWNERS', 'utf8')).toContain('/domains/hr/ ada@example.com\n');
    expect(tree.listChanges().filter(({ path }) => path.includes('template') || path.includes('__'))).toEqual([]);
  });

  it.each([
    ['a reserved word', { ...hr, name: 'order' }, /reserved/],
    ['no name', { ...hr, name: '../up' }, /is no name/],
    ['capitals', { ...hr, name: 'HR' }, /is no name/],
    ['no owner', { ...hr, owner: 'ada' }, /is no owner/],
    ['a project that there is', { ...hr, name: 'core' }, /project under libs/],
  ])('refuses %s', (_name, options, message) => {
    tree.write('libs/core/package.json', '{ "name": "@mu-mesh/core" }');
    expect(() => domainGenerator(tree, options)).toThrow(message);
    expect(tree.exists(`domains/${options.name}`)).toBe(false);
  });

  it('refuses to write over a domain', () => {
    domainGenerator(tree, hr);
    expect(() => domainGenerator(tree, hr)).toThrow('There is a folder domains/hr already.');
  });
});

describe('pipeline generator', () => {
  beforeEach(() => {
    domainGenerator(tree, hr);
    domainGenerator(tree, { ...hr, name: 'sales' });
  });

  it('writes a raw dataset with its source', () => {
    pipelineGenerator(tree, { name: 'visits', domain: 'hr', layer: 'raw' });
    expect(readJson(tree, 'domains/hr/raw/visits/pipeline.json').execution[0].type).toBe('IngestCSV');
    expect(tree.exists('domains/hr/raw/visits/data/visits.csv')).toBe(true);
    expect(tree.children('domains/hr/tests/raw_visits/given/files')).toEqual(['visits.csv']);
    expect(tree.children('domains/hr/tests/raw_visits/expected')).toEqual(['hr.raw.visits.csv']);
  });

  it('writes a dataset that reads another', () => {
    pipelineGenerator(tree, { name: 'report', domain: 'hr', layer: 'gold', from: 'sales.gold.daily_events' });
    expect(tree.read('domains/hr/gold/report/report.sql', 'utf8')).toBe(
      'SELECT\n  day,\n  kind,\n  events,\n  amount\nFROM sales.gold.daily_events\n',
    );
    const rows = tree.read('domains/sales/tests/daily_events/expected/sales.gold.daily_events.csv', 'utf8');
    const testCase = 'domains/hr/tests/gold_report';
    expect(tree.read(`${testCase}/given/sales.gold.daily_events.csv`, 'utf8')).toBe(rows);
    expect(tree.read(`${testCase}/expected/hr.gold.report.csv`, 'utf8')).toBe(rows);
  });

  it('writes no test case where no case has rows to begin with', () => {
    tree.delete('domains/sales/tests');
    pipelineGenerator(tree, { name: 'report', domain: 'hr', layer: 'gold', from: 'sales.gold.daily_events' });
    expect(tree.exists('domains/hr/tests/gold_report')).toBe(false);
    expect(tree.read('domains/hr/gold/report/report.sql', 'utf8')).toBe('SELECT *\nFROM sales.gold.daily_events\n');
  });

  it('names the declared columns of a raw dataset that no case has rows of', () => {
    pipelineGenerator(tree, { name: 'visits', domain: 'hr', layer: 'raw' });
    tree.delete('domains/hr/tests');
    pipelineGenerator(tree, { name: 'report', domain: 'hr', layer: 'silver', from: 'hr.raw.visits' });
    expect(tree.read('domains/hr/silver/report/report.sql', 'utf8')).toBe(
      'SELECT\n  id,\n  happened_at,\n  value\nFROM hr.raw.visits\n',
    );
  });

  it('takes the rows with the most columns, and quotes names that need it', () => {
    const rows = [{ id: 1 }, { id: 2, order: 'x', 'a "b"': 1 }];
    const files = { 'more/given': JSON.stringify(rows), 'fewer/expected': '[{ "id": 1, "order": "y" }]' };
    for (const [folder, text] of Object.entries(files))
      tree.write(`domains/hr/tests/${folder}/sales.gold.daily_events.json`, text);
    tree.delete('domains/sales/tests');
    pipelineGenerator(tree, { name: 'report', domain: 'hr', layer: 'gold', from: 'sales.gold.daily_events' });
    expect(tree.read('domains/hr/gold/report/report.sql', 'utf8')).toBe(
      'SELECT\n  id,\n  "order",\n  "a ""b"""\nFROM sales.gold.daily_events\n',
    );
  });

  it('reads a header with quotes and a mark of its encoding', () => {
    const text = '\uFEFFid,"a, ""b""",c\r\n1,2,3\n';
    tree.write('domains/hr/tests/one/given/sales.gold.daily_events.csv', text);
    tree.delete('domains/sales/tests');
    pipelineGenerator(tree, { name: 'report', domain: 'hr', layer: 'gold', from: 'sales.gold.daily_events' });
    const sql = tree.read('domains/hr/gold/report/report.sql', 'utf8');
    expect(sql).toContain('SELECT\n  id,\n  "a, ""b""",\n  c\nFROM');
  });

  it.each([
    ['a domain that there is not', { name: 'x', domain: 'nowhere', layer: 'raw' }, /no domain 'nowhere'/],
    ['a name that is none', { name: 'X y', domain: 'hr', layer: 'raw' }, /is no name/],
    ['a dataset that there is', { name: 'events', domain: 'hr', layer: 'raw' }, /already/],
    ['raw with --from', { name: 'x', domain: 'hr', layer: 'raw', from: 'sales.gold.daily_events' }, /not for it/],
    ['silver without --from', { name: 'x', domain: 'hr', layer: 'silver' }, /--from=/],
    ['--from that is no address', { name: 'x', domain: 'hr', layer: 'silver', from: 'events' }, /no dataset address/],
    ['--from that does not exist', { name: 'x', domain: 'hr', layer: 'silver', from: 'hr.raw.none' }, /no dataset 'hr/],
    ['the private data of others', { name: 'x', domain: 'hr', layer: 'gold', from: 'sales.raw.events' }, /private/],
  ] as const)('refuses %s', (_name, options, message) => {
    expect(() => pipelineGenerator(tree, options)).toThrow(message);
  });
});

it.each(Object.entries(GENERATORS))('the help of %s says what it makes', (_name, { schema }) => {
  const { description } = JSON.parse(readFileSync(join(PACKAGE, schema), 'utf8')) as { description?: string };
  expect(description).toMatch(/^[A-Z].{20,}\.$/);
});
