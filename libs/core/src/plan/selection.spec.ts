import { MeshError } from '../errors';
import type { Workspace } from '../model/workspace';
import { DatasetGraph } from './graph';
import { selectDatasets } from './selection';

const READS: Record<string, string[]> = {
  'sales.raw.orders': [],
  'sales.silver.orders': ['sales.raw.orders'],
  'sales.gold.report': ['sales.silver.orders'],
  'sales_eu.raw.orders': [],
  'finance.gold.revenue': ['sales.gold.report'],
};
const graph = new DatasetGraph(new Map(Object.entries(READS).map(([id, reads]) => [id, new Set(reads)])));
const domains = ['sales', 'sales_eu', 'finance', 'empty'].map((name) => ({
  name,
  datasets: Object.keys(READS)
    .filter((id) => id.startsWith(`${name}.`))
    .map((id) => ({ id })),
}));
const workspace = { domains } as unknown as Workspace;

function select(...selectors: string[]): string[] {
  return [...selectDatasets(workspace, graph, selectors)].sort();
}

function refusal(selector: string): MeshError {
  try {
    select(selector);
  } catch (error) {
    if (error instanceof MeshError) return error;
  }
  throw new Error(`${selector} was accepted`);
}

describe('selectDatasets', () => {
  it('selects everything without a selector', () => expect(select()).toEqual(Object.keys(READS).sort()));

  it.each([
    [
      'a domain, not one whose name begins as it does',
      'sales',
      ['sales.gold.report', 'sales.raw.orders', 'sales.silver.orders'],
    ],
    ['a layer', 'sales.silver', ['sales.silver.orders']],
    ['a dataset', 'sales.gold.report', ['sales.gold.report']],
    ['everything upstream', '+sales.silver.orders', ['sales.raw.orders', 'sales.silver.orders']],
    ['everything downstream', 'sales.gold.report+', ['finance.gold.revenue', 'sales.gold.report']],
    [
      'both',
      '+sales.gold.report+',
      ['finance.gold.revenue', 'sales.gold.report', 'sales.raw.orders', 'sales.silver.orders'],
    ],
    ['nothing of a domain without datasets', 'empty', []],
  ])('%s', (_, selector, expected) => expect(select(selector)).toEqual(expected));

  it('goes upstream to what foreign keys are looked up in, in circles too', () => {
    const keyTo = (table: string): object => ({
      dataset: 'x',
      schema: [
        {
          name: 'x',
          properties: [],
          relationships: [{ from: ['id'], to: [{ text: `${table}.id`, object: table, column: 'id' }] }],
        },
      ],
    });
    const keys: Record<string, object> = {
      'sales.raw.orders': keyTo('sales_eu.raw.orders'),
      'sales_eu.raw.orders': keyTo('sales.raw.orders'),
    };
    const withKeys = {
      domains: domains.map(({ name, datasets }) => ({
        name,
        datasets: datasets.map(({ id }) => ({ id, ...(keys[id] && { contract: keys[id] }) })),
      })),
    } as unknown as Workspace;
    expect([...selectDatasets(withKeys, graph, ['+sales.silver.orders'])].sort()).toEqual([
      'sales.raw.orders',
      'sales.silver.orders',
      'sales_eu.raw.orders',
    ]);
  });

  it('adds up several selectors', () =>
    expect(select('sales.raw', 'finance')).toEqual(['finance.gold.revenue', 'sales.raw.orders']));

  it.each([
    ['salse', '`sales`'],
    ['+sales.gold.reprt', '`+sales.gold.report`'],
  ])('refuses %s and says what was meant', (selector, meant) => {
    expect(refusal(selector)).toMatchObject({ code: 'USAGE', hint: `Did you mean ${meant}?` });
  });

  it.each(['', '+', '++', 'sales.'])('refuses "%s"', (selector) => expect(refusal(selector).code).toBe('USAGE'));
});
