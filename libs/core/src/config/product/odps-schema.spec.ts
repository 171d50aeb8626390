import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2019 from 'ajv/dist/2019';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { JsonSchema } from '../../ports';
import { fitsSchema } from '../schema-fit';
import { schemaFormats } from '../schema-formats';
import { explainedFindings } from '../schema-validator';
import { odpsSchema } from './odps-schema';

const judges = { '1.0': 'odps-json-schema-v1.0.0.json', '1.1': 'odps-json-schema-v1.1.0.json' } as const;
type Version = keyof typeof judges;

const links = [{ type: 'tutorial', url: 'https://x.test/a', description: 'd' }];
const common = {
  tags: ['a'],
  customProperties: [{ property: 'p', value: { any: [1] }, description: 'd' }],
  authoritativeDefinitions: links,
};
const extra = (version: Version, more: object) => (version === '1.1' ? more : {});

function document(version: Version): Record<string, unknown> {
  const own = extra(version, { id: 'i', deprecated: false });
  const context = {
    instructions: 'i',
    verifiedStatements: [{ id: 'i', question: 'q', answer: 'a', ...common }],
    constraints: [{ id: 'i', constraint: 'c', ...common }],
  };
  const synonyms = [
    { id: 'i', synonym: 's', description: 'd', locale: 'en', source: 's', status: 's', customProperties: [] },
  ];
  const withNames = extra(version, { synonyms, context });
  return {
    apiVersion: version === '1.1' ? 'v1.1.0' : 'v1.0.0',
    kind: 'DataProduct',
    id: 'i',
    name: 'n',
    version: '1',
    status: 'active',
    domain: 'd',
    tenant: 't',
    ...extra(version, { type: 'aggregate', deprecated: true }),
    ...withNames,
    ...common,
    description: { purpose: 'p', limitations: 'l', usage: 'u', authoritativeDefinitions: links, customProperties: [] },
    inputPorts: [{ ...own, name: 'a', version: '^1', contractId: 'c', ...common }],
    outputPorts: [
      {
        ...own,
        ...withNames,
        name: 'a',
        version: '1',
        contractId: 'c',
        description: 'd',
        type: 't',
        sbom: [{ type: 'external', url: 'https://x.test', ...extra(version, { id: 'i', ...common }) }],
        inputContracts: [{ id: 'i', version: '1' }],
        ...common,
      },
    ],
    managementPorts: [
      {
        ...own,
        name: 'a',
        content: 'c',
        type: 'rest',
        url: 'https://x.test',
        channel: 'c',
        description: 'd',
        ...common,
      },
    ],
    support: [
      {
        ...extra(version, { id: 'i' }),
        channel: 'c',
        url: 'mailto:a@b.test',
        description: 'd',
        tool: 't',
        scope: 's',
        invitationUrl: 'https://x.test',
        ...common,
      },
    ],
    team: {
      name: 'n',
      description: 'd',
      members: [
        {
          ...extra(version, { id: 'i' }),
          username: 'u',
          name: 'n',
          description: 'd',
          role: 'owner',
          dateIn: '2024-01-01',
          dateOut: '2024-02-01',
          replacedByUsername: 'r',
          ...common,
        },
      ],
      ...extra(version, common),
    },
    productCreatedTs: '2024-01-01T00:00:00Z',
  };
}

function judge(version: Version) {
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  addFormats(ajv);
  return ajv.compile(JSON.parse(readFileSync(join(__dirname, 'testing', judges[version]), 'utf-8')) as object);
}

/** Every place of a document, as path of keys. */
function paths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => paths(member, [...path, key]))];
}

const JUNK: unknown[] = [
  null,
  true,
  0,
  -1.5,
  '',
  'x',
  '2024-13-01',
  'not a url',
  [],
  [1],
  {},
  { id: 'i' },
  { tags: 'x' },
];
const KEYS = [
  'id',
  'tags',
  'deprecated',
  'vendor',
  'context',
  'owner',
  'status',
  'customProperties',
  'url',
  'synonyms',
  'role',
  'x-more',
];

/** Replaces, removes or adds at one place. */
function mutate(root: Record<string, unknown>, at: number, kind: number, junk: number): unknown {
  const copy = structuredClone(root);
  const all = paths(copy);
  const path = all[at % all.length] ?? [];
  const key = path.at(-1);
  if (key === undefined) return JUNK[junk % JUNK.length];
  let holder = copy as Record<string, unknown>;
  for (const part of path.slice(0, -1)) holder = holder[part] as Record<string, unknown>;
  const value = holder[key];
  if (kind % 3 === 0) holder[key] = JUNK[junk % JUNK.length];
  else if (kind % 3 === 1 || typeof value !== 'object' || value === null || Array.isArray(value)) delete holder[key];
  else (value as Record<string, unknown>)[KEYS[junk % KEYS.length] ?? ''] = JUNK[(junk * 7) % JUNK.length];
  return copy;
}

/** Findings of the full validator; the quick one must give the same verdict. */
function schemaFindings(schema: JsonSchema, value: unknown) {
  const findings = explainedFindings(schema, value);
  if (fitsSchema(schema, value, schemaFormats()) !== (findings.length === 0))
    throw new Error('the quick check differs');
  return findings;
}

describe.each(['1.0', '1.1'] as const)('a data product of version %s', (version) => {
  const standard = judge(version);
  const own = odpsSchema(version);
  const whole = document(version);

  test('a document with every key is good to both', () => {
    standard(whole);
    expect(standard.errors ?? []).toEqual([]);
    expect(schemaFindings(own, whole)).toEqual([]);
  });

  test('each key, taken out one by one, gives the verdict of the standard', () => {
    const all = paths(whole);
    let refused = 0;
    all.forEach((_, at) => {
      const changed = mutate(whole, at, 1, 0);
      const good = standard(changed) === true;
      if (!good) refused += 1;
      expect({ at: all[at], good: schemaFindings(own, changed).length === 0 }).toEqual({ at: all[at], good });
    });
    expect(refused).toBeGreaterThan(10);
  });

  test('each key, put in at each place, gives the verdict of the standard', () => {
    const others = new Set(
      [...paths(document('1.0')), ...paths(document('1.1'))].flat().filter((key) => !/^\d+$/.test(key)),
    );
    let refused = 0;
    for (const path of paths(whole)) {
      for (const key of others) {
        const copy = structuredClone(whole);
        const holder = path.reduce<unknown>((part, one) => (part as Record<string, unknown>)[one], copy);
        if (typeof holder !== 'object' || holder === null || Array.isArray(holder) || key in holder) continue;
        (holder as Record<string, unknown>)[key] = 'x';
        const good = standard(copy) === true;
        if (!good) refused += 1;
        if ((schemaFindings(own, copy).length === 0) !== good)
          throw new Error(`${path.join('/')}/${key} should be ${good ? 'good' : 'refused'}`);
      }
    }
    expect(refused).toBeGreaterThan(500);
  });

  test('mutated documents get the verdict of the standard', () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9999), fc.nat(2), fc.nat(99)), { minLength: 1, maxLength: 3 }), (steps) => {
        let changed: unknown = whole;
        for (const [at, kind, junk] of steps)
          if (typeof changed === 'object' && changed !== null && !Array.isArray(changed))
            changed = mutate(changed as Record<string, unknown>, at, kind, junk);
        const good = standard(changed) === true;
        if (!good) refused += 1;
        expect(schemaFindings(own, changed).length === 0).toBe(good);
      }),
      { numRuns: process.env['MU_MESH_FULL'] === undefined ? 300 : 5000, seed: 3 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});

test('a document of 1.0 with keys of 1.1 is judged by the standard of 1.0, as its file says', () => {
  const mixed = { ...document('1.1'), apiVersion: 'v1.0.0' };
  expect(judge('1.0')(mixed)).toBe(false);
  expect(schemaFindings(odpsSchema('1.0'), mixed).length).toBeGreaterThan(0);
});
