import type { Contract, Lifecycle } from '../model/contract';
import type { Dataset, Domain } from '../model/job';
import { diffMesh, type MeshState, type SubjectDiff } from './mesh';

const at = { file: '/w/x', line: 1, column: 1 };
const ACTIVE: Lifecycle = { stage: 'active' };

function dataset(lifecycle: Lifecycle | undefined): Dataset {
  const contract: Contract = {
    file: '/w/contract.odcs.yaml',
    position: at,
    apiVersion: 'v3.2.0',
    id: 'c',
    version: '1.0.0',
    description: {},
    tags: [],
    dataset: 's.gold.t',
    schema: [],
    slaProperties: [],
    roles: [],
    support: [],
    team: { members: [] },
    customProperties: [],
    lifecycle: lifecycle ?? ACTIVE,
  };
  return {
    address: { domain: 's', layer: 'gold', dataset: 't' },
    id: 's.gold.t',
    file: '/w/pipeline.json',
    location: '/w/lake',
    jobs: [],
    ...(lifecycle && { contract }),
  };
}

function state(datasets: Dataset[] | undefined, domain: Partial<Domain> = {}): MeshState {
  if (!datasets) return { domains: [], products: new Set() };
  return {
    domains: [
      {
        name: 's',
        root: '/w',
        file: '/w/product',
        outputPorts: [{ name: 't', version: '1.0.0' }],
        inputPorts: [],
        datasets,
        ...domain,
      },
    ],
    products: new Set(['s']),
  };
}

function diff(from: MeshState, to: MeshState, majors: string[] = []): SubjectDiff[] {
  return diffMesh(from, to, { today: '2026-11-23', majors: new Set(majors) });
}

const shown = (found: SubjectDiff[]): unknown =>
  found.map(({ dataset: id, changes, ok }) => [
    id ?? 'product',
    changes.map(({ kind, consumer }) => `${kind} ${consumer}`).join(', '),
    ok,
  ]);

it('nothing differs from itself', () => {
  expect(diff(state([dataset(ACTIVE)]), state([dataset(ACTIVE)]))).toEqual([]);
});

it.each<[string, MeshState, MeshState, unknown[]]>([
  [
    'a contract',
    state([dataset(ACTIVE)]),
    state([dataset(undefined)]),
    ['s.gold.t', 'contract_removed breaking', false],
  ],
  ['a dataset', state([dataset(ACTIVE)]), state([]), ['s.gold.t', 'dataset_removed breaking', false]],
  [
    'a published dataset without a contract',
    state([dataset(undefined)]),
    state([]),
    ['s.gold.t', 'dataset_removed breaking', false],
  ],
  [
    'a port',
    state([dataset(ACTIVE)]),
    state([dataset(ACTIVE)], { outputPorts: [{ name: 'other', version: '1.0.0' }] }),
    ['s.gold.t', 'port_removed breaking', false],
  ],
  [
    'a retired contract',
    state([dataset({ stage: 'retired' })]),
    state([]),
    ['s.gold.t', 'dataset_removed compatible', true],
  ],
  [
    'one past its sunset',
    state([dataset({ stage: 'deprecated', sunset: '2026-11-22' })]),
    state([]),
    ['s.gold.t', 'dataset_removed compatible', true],
  ],
  [
    'one on the day of its sunset',
    state([dataset({ stage: 'deprecated', sunset: '2026-11-23' })]),
    state([]),
    ['s.gold.t', 'dataset_removed breaking', false],
  ],
])('%s that goes', (_what, from, to, expected) => {
  expect(shown(diff(from, to))).toEqual([expected]);
  expect(diff(from, to, ['s']).map(({ ok }) => ok)).toEqual([true]);
});

it('a domain that goes takes its product and its datasets with it', () => {
  expect(shown(diff(state([dataset(ACTIVE)]), state(undefined)))).toEqual([
    ['product', 'product_removed breaking', false],
    ['s.gold.t', 'dataset_removed breaking', false],
  ]);
});

it('a major release of the package covers removals, not what changed in a contract that is there', () => {
  const renamed = dataset(ACTIVE);
  const other: Dataset = { ...renamed, ...(renamed.contract && { contract: { ...renamed.contract, id: 'another' } }) };
  expect(shown(diff(state([renamed]), state([other]), ['s']))).toEqual([['s.gold.t', 'id_changed breaking', false]]);
});
