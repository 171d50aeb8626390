import fc from 'fast-check';
import { parseYaml } from '../config/read/yaml-document';
import { readContract } from '../contract/read/contract';
import type { Contract } from '../model/contract';
import { diffContracts } from './contract';

const TODAY = '2026-11-23';

function contract(text: string): Contract {
  const found = readContract(
    parseYaml(
      '/w/contract.odcs.yaml',
      `apiVersion: v3.2.0\nkind: DataContract\nid: c\nstatus: active\n${/^version:/m.test(text) ? '' : 'version: 1.0.0\n'}${text}`,
    ),
    's.gold.t',
  ).contract;
  if (!found) throw new Error(`no contract: ${text}`);
  return found;
}

const table = (rest: string): string => `schema: [{ name: t, ${rest} }]`;
const columns = (...each: string[]): string => table(`properties: [${each.map((one) => `{ ${one} }`).join(', ')}]`);
const one = (rest: string): string => columns(`name: a, physicalType: ${rest}`);
const rule = (rest: string): string =>
  table(`properties: [{ name: a, physicalType: BIGINT }], quality: [{ id: q, ${rest} }]`);
const sla = (rest: string): string => `slaProperties: [{ ${rest} }]`;

/** What each change means: `kind consumer/producer`. `back`: the same the other way round. */
const CASES: [change: string, from: string, to: string, there: string, back: string][] = [
  [
    'a column goes',
    columns('name: a, physicalType: BIGINT', 'name: b, physicalType: DATE'),
    one('BIGINT'),
    'column_removed breaking/compatible',
    'column_added compatible/breaking',
  ],
  [
    'wider integer',
    one('INTEGER'),
    one('BIGINT'),
    'type_widened compatible/compatible',
    'type_narrowed breaking/breaking',
  ],
  ['wider float', one('FLOAT'), one('DOUBLE'), 'type_widened compatible/compatible', 'type_narrowed breaking/breaking'],
  [
    'wider decimal',
    one("'DECIMAL(9,2)'"),
    one("'DECIMAL(12,4)'"),
    'type_widened compatible/compatible',
    'type_narrowed breaking/breaking',
  ],
  [
    'scale at the cost of digits',
    one("'DECIMAL(9,2)'"),
    one("'DECIMAL(9,4)'"),
    'type_changed breaking/breaking',
    'type_changed breaking/breaking',
  ],
  ['another type', one('BIGINT'), one('VARCHAR'), 'type_changed breaking/breaking', 'type_changed breaking/breaking'],
  [
    'integer to double',
    one('INTEGER'),
    one('DOUBLE'),
    'type_changed breaking/breaking',
    'type_changed breaking/breaking',
  ],
  [
    'null allowed',
    one('BIGINT, required: true'),
    one('BIGINT'),
    'nullability_loosened breaking/compatible',
    'nullability_tightened compatible/breaking',
  ],
  [
    'unique no more',
    one('BIGINT, unique: true'),
    one('BIGINT'),
    'unique_loosened breaking/compatible',
    'unique_tightened compatible/breaking',
  ],
  [
    'key of more columns',
    columns(
      'name: a, physicalType: BIGINT, primaryKey: true, primaryKeyPosition: 1, required: true',
      'name: b, physicalType: BIGINT, required: true',
    ),
    columns(
      'name: a, physicalType: BIGINT, primaryKey: true, primaryKeyPosition: 1, required: true',
      'name: b, physicalType: BIGINT, primaryKey: true, primaryKeyPosition: 2, required: true',
    ),
    'key_loosened breaking/compatible',
    'key_tightened compatible/breaking',
  ],
  [
    'a new value',
    one('VARCHAR, enum: [{ value: x }]'),
    one('VARCHAR, enum: [{ value: y }, { value: x }]'),
    'enum_loosened breaking/compatible',
    'enum_tightened compatible/breaking',
  ],
  [
    'any value',
    one('VARCHAR, enum: [{ value: x }]'),
    one('VARCHAR'),
    'enum_loosened breaking/compatible',
    'enum_tightened compatible/breaking',
  ],
  [
    'other values',
    one('VARCHAR, enum: [{ value: x }]'),
    one('VARCHAR, enum: [{ value: y }]'),
    'enum_changed breaking/breaking',
    'enum_changed breaking/breaking',
  ],
  [
    'lower minimum',
    one('BIGINT, logicalType: integer, logicalTypeOptions: { minimum: 1 }'),
    one('BIGINT, logicalType: integer, logicalTypeOptions: { minimum: 0 }'),
    'range_loosened breaking/compatible',
    'range_tightened compatible/breaking',
  ],
  [
    'a bound that belongs to it',
    one('BIGINT, logicalType: integer, logicalTypeOptions: { exclusiveMaximum: 5 }'),
    one('BIGINT, logicalType: integer, logicalTypeOptions: { maximum: 5 }'),
    'range_loosened breaking/compatible',
    'range_tightened compatible/breaking',
  ],
  [
    'a moved range',
    one('BIGINT, logicalType: integer, logicalTypeOptions: { minimum: 1, maximum: 5 }'),
    one('BIGINT, logicalType: integer, logicalTypeOptions: { minimum: 2, maximum: 6 }'),
    'range_changed breaking/breaking',
    'range_changed breaking/breaking',
  ],
  [
    'an earlier day',
    one("DATE, logicalType: date, logicalTypeOptions: { minimum: '2026-01-01' }"),
    one("DATE, logicalType: date, logicalTypeOptions: { minimum: '2025-12-31' }"),
    'range_loosened breaking/compatible',
    'range_tightened compatible/breaking',
  ],
  [
    'longer text',
    one('VARCHAR, logicalType: string, logicalTypeOptions: { maxLength: 3 }'),
    one('VARCHAR, logicalType: string, logicalTypeOptions: { maxLength: 4 }'),
    'length_loosened breaking/compatible',
    'length_tightened compatible/breaking',
  ],
  [
    'no pattern',
    one("VARCHAR, logicalType: string, logicalTypeOptions: { pattern: '^x' }"),
    one('VARCHAR, logicalType: string'),
    'pattern_loosened breaking/compatible',
    'pattern_tightened compatible/breaking',
  ],
  [
    'another pattern',
    one("VARCHAR, logicalType: string, logicalTypeOptions: { pattern: '^x' }"),
    one("VARCHAR, logicalType: string, logicalTypeOptions: { pattern: '^y' }"),
    'pattern_changed breaking/breaking',
    'pattern_changed breaking/breaking',
  ],
  [
    'more errors pass',
    rule('metric: nullValues, mustBeLessThan: 1, severity: error'),
    rule('metric: nullValues, mustBeLessThan: 9, severity: error'),
    'quality_loosened breaking/compatible',
    'quality_tightened compatible/breaking',
  ],
  [
    'none to few',
    rule('metric: rowCount, mustBeGreaterThan: 10, severity: error'),
    rule('metric: rowCount, mustBeBetween: [0, 100], severity: error'),
    'quality_changed breaking/breaking',
    'quality_changed breaking/breaking',
  ],
  [
    'a rule that only warns',
    rule('metric: rowCount, mustBeGreaterThan: 10, severity: error'),
    rule('metric: rowCount, mustBeGreaterThan: 10, severity: warning'),
    'quality_loosened breaking/compatible',
    'quality_tightened compatible/breaking',
  ],
  [
    'a rule goes',
    rule('metric: rowCount, mustBeGreaterThan: 10, severity: error'),
    one('BIGINT'),
    'quality_loosened breaking/compatible',
    'quality_tightened compatible/breaking',
  ],
  [
    'a warning goes',
    rule('metric: rowCount, mustBeGreaterThan: 10, severity: warning'),
    one('BIGINT'),
    'quality_loosened compatible/compatible',
    'quality_tightened compatible/compatible',
  ],
  [
    'another query',
    rule("type: sql, query: 'SELECT 1', mustBe: 0, severity: error"),
    rule("type: sql, query: 'SELECT 2', mustBe: 0, severity: error"),
    'quality_changed breaking/breaking',
    'quality_changed breaking/breaking',
  ],
  [
    'later data',
    sla('property: latency, value: 4, unit: h'),
    sla('property: latency, value: 1, unit: d'),
    'sla_loosened breaking/compatible',
    'sla_tightened compatible/breaking',
  ],
  [
    'shorter retention',
    sla('property: retention, value: 2, unit: y'),
    sla('property: retention, value: 1, unit: y'),
    'sla_loosened breaking/compatible',
    'sla_tightened compatible/breaking',
  ],
  [
    'a level goes',
    sla('property: latency, value: 4, unit: h'),
    'tags: []',
    'sla_loosened breaking/compatible',
    'sla_tightened compatible/breaking',
  ],
  [
    'classification',
    one('VARCHAR, classification: public'),
    one('VARCHAR, classification: restricted'),
    'classification_changed compatible/compatible',
    'classification_changed compatible/compatible',
  ],
  [
    'a column is deprecated',
    one('VARCHAR'),
    one('VARCHAR, deprecated: true'),
    'deprecation_changed compatible/compatible',
    'deprecation_changed compatible/compatible',
  ],
  [
    'words',
    one('VARCHAR, description: x'),
    one('VARCHAR, description: y'),
    'description_changed cosmetic/cosmetic',
    'description_changed cosmetic/cosmetic',
  ],
  [
    'tags',
    one('VARCHAR, tags: [x]'),
    one('VARCHAR, tags: [y]'),
    'metadata_changed cosmetic/cosmetic',
    'metadata_changed cosmetic/cosmetic',
  ],
  [
    'the version alone',
    'version: 1.0.0',
    'version: 1.1.0',
    'version_changed cosmetic/cosmetic',
    'version_changed cosmetic/cosmetic',
  ],
  [
    'a role goes',
    'roles: [{ role: reader }]',
    'tags: []',
    'role_removed breaking/compatible',
    'role_added compatible/compatible',
  ],
  [
    'fresh later',
    sla('property: freshness, value: 12, unit: h'),
    sla('property: freshness, value: 1, unit: d'),
    'sla_loosened breaking/compatible',
    'sla_tightened compatible/breaking',
  ],
  [
    'a rule with more valid values',
    rule('metric: invalidValues, arguments: { validValues: [x] }, mustBeLessThan: 3'),
    rule('metric: invalidValues, arguments: { validValues: [y, x] }, mustBeLessThan: 3'),
    'quality_loosened breaking/compatible',
    'quality_tightened compatible/breaking',
  ],
  [
    'a rule with more that counts as missing',
    rule('metric: missingValues, arguments: { missingValues: [null, x] }, mustBe: 0'),
    rule('metric: missingValues, arguments: { missingValues: [null] }, mustBe: 0'),
    'quality_loosened breaking/compatible',
    'quality_tightened compatible/breaking',
  ],
  [
    'a rule that asks for bad rows',
    rule('metric: invalidValues, arguments: { validValues: [x, y] }, mustBeGreaterThan: 0'),
    rule('metric: invalidValues, arguments: { validValues: [x] }, mustBeGreaterThan: 0'),
    'quality_loosened breaking/compatible',
    'quality_tightened compatible/breaking',
  ],
  [
    'a rule with other valid values',
    rule('metric: invalidValues, arguments: { validValues: [x] }, mustBeLessThan: 3'),
    rule('metric: invalidValues, arguments: { validValues: [y] }, mustBeLessThan: 3'),
    'quality_changed breaking/breaking',
    'quality_changed breaking/breaking',
  ],
  [
    'a foreign key goes',
    columns('name: a, physicalType: BIGINT', 'name: b, physicalType: BIGINT, relationships: [{ to: t.a }]'),
    columns('name: a, physicalType: BIGINT', 'name: b, physicalType: BIGINT'),
    'reference_loosened breaking/compatible',
    'reference_tightened compatible/breaking',
  ],
  [
    'a field of a struct goes',
    columns(
      'name: o, logicalType: object, properties: [{ name: x, physicalType: DATE }, { name: y, physicalType: BIGINT }]',
    ),
    columns('name: o, logicalType: object, properties: [{ name: y, physicalType: BIGINT }]'),
    'column_removed breaking/compatible',
    'column_added compatible/breaking',
  ],
  [
    'what an array holds',
    columns('name: l, logicalType: array, items: { physicalType: INTEGER, logicalType: integer }'),
    columns('name: l, logicalType: array, items: { physicalType: BIGINT, logicalType: integer }'),
    'type_widened compatible/compatible',
    'type_narrowed breaking/breaking',
  ],
];

function shown(from: string, to: string): string[] {
  return diffContracts(contract(from), contract(to), TODAY).map(
    ({ kind, consumer, producer }) => `${kind} ${consumer}/${producer}`,
  );
}

describe('what a change means to readers and to deliverers', () => {
  it.each(CASES)('%s', (_change, from, to, there, back) => {
    expect({ there: shown(from, to), back: shown(to, from) }).toEqual({ there: [there], back: [back] });
  });

  it('retiring breaks, but not after the sunset', () => {
    const retired = (sunset: string): string[] =>
      shown(
        `customProperties: [{ property: lifecycle, value: deprecated }, { property: sunset, value: '${sunset}' }]`,
        `customProperties: [{ property: lifecycle, value: retired }, { property: sunset, value: '${sunset}' }]`,
      );
    expect(retired('2026-11-22')[0]).toBe('lifecycle_changed compatible/compatible');
    expect(retired('2026-11-23')[0]).toBe('lifecycle_changed breaking/breaking');
  });

  it('an earlier sunset breaks, a later one does not', () => {
    const dated = (day: string): string => `customProperties: [{ property: sunset, value: '${day}' }]`;
    expect(shown(dated('2027-06-01'), dated('2027-05-01'))).toEqual(['sunset_changed breaking/breaking']);
    expect(shown(dated('2027-05-01'), dated('2027-06-01'))).toEqual(['sunset_changed compatible/compatible']);
  });

  it.each([
    ['custom property', "customProperties: [{ property: sunset, value: 'DAY' }]", 'customProperties.sunset'],
    ['SLA', "slaProperties: [{ property: endOfLife, value: 'DAY' }]", 'slaProperties.endOfLife'],
  ])('a sunset that is a %s is told once, at its own place', (_what, text, path) => {
    const [from, to] = ['2027-06-01', '2027-05-01'].map((day) => contract(text.replace('DAY', day)));
    if (!from || !to) throw new Error('no contracts');
    const found = diffContracts(from, to, TODAY);
    expect(found.map((one) => [one.kind, one.path])).toEqual([['sunset_changed', path]]);
    expect(found[0]?.position?.line).toBe(to.lifecycle.position?.line);
  });

  it('a stage that a custom property gives is told once, other properties still are', () => {
    const staged = (stage: string, other = 'x'): string =>
      `customProperties: [{ property: lifecycle, value: ${stage} }, { property: other, value: ${other} }]`;
    expect(shown(staged('active'), staged('deprecated'))).toEqual(['lifecycle_changed compatible/compatible']);
    expect(shown(staged('active'), staged('deprecated', 'y'))[1]).toBe('metadata_changed cosmetic/cosmetic');
  });

  it('a new name is shown as removed and added, with a question', () => {
    const found = diffContracts(contract(one('BIGINT')), contract(columns('name: z, physicalType: BIGINT')), TODAY);
    expect(found.map(({ path, kind, column, note }) => [path, kind, column, note])).toEqual([
      ['schema.t.a', 'column_removed', 'a', 'renamed? now z'],
      ['schema.t.z', 'column_added', 'z', 'renamed? was a'],
    ]);
    expect(
      diffContracts(contract(one('BIGINT')), contract(columns('name: z, physicalType: DATE')), TODAY).map(
        ({ note }) => note,
      ),
    ).toEqual([undefined, undefined]);
  });
});

const piece = fc.constantFrom(...CASES.flatMap(([, from, to]) => [from, to]));

it('nothing differs from itself', () => {
  fc.assert(fc.property(piece, (text) => expect(shown(text, text)).toEqual([])));
});

it('a promise that is loosened one way is tightened the other way: the sides change places', () => {
  fc.assert(
    fc.property(piece, piece, (a, b) => {
      const promises = (changes: ReturnType<typeof diffContracts>, swap: boolean): string[] =>
        changes
          .filter(
            ({ kind, note }) =>
              note === undefined && /_(loosened|tightened|changed)$/.test(kind) && !/^(type|metadata)/.test(kind),
          )
          .map(({ path, consumer, producer }) =>
            swap ? `${path} ${producer}/${consumer}` : `${path} ${consumer}/${producer}`,
          )
          .sort();
      const [there, back] = [
        diffContracts(contract(a), contract(b), TODAY),
        diffContracts(contract(b), contract(a), TODAY),
      ];
      expect(promises(there, false)).toEqual(promises(back, true));
    }),
  );
});
