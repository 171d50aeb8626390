import fc from 'fast-check';
import { parseYaml } from '../config/read/yaml-document';
import { readContract } from '../contract/read/contract';
import type { Contract } from '../model/contract';
import { diffContracts } from './contract';
import { CASES, columns, one } from './testing/cases';

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

  const DATED: [string, (day: string | undefined) => string][] = [
    ['sunset', (day) => (day ? `customProperties: [{ property: sunset, value: '${day}' }]` : 'tags: []')],
    ['endOfSupport', (day) => (day ? `slaProperties: [{ property: endOfSupport, value: '${day}' }]` : 'tags: []')],
    ['endOfLife', (day) => (day ? `slaProperties: [{ property: endOfLife, value: '${day}' }]` : 'tags: []')],
  ];

  it.each(DATED)('a %s that is over when it is announced breaks, one of today or later does not', (_what, dated) => {
    const breaks = (from: string | undefined, to: string | undefined): boolean =>
      shown(dated(from), dated(to)).some((one) => one === 'sunset_changed breaking/breaking');
    expect(breaks(undefined, '2026-11-22')).toBe(true);
    expect(breaks('2027-01-01', '2026-11-22')).toBe(true);
    expect(breaks(undefined, TODAY)).toBe(false);
    expect(breaks('2026-11-22', '2026-11-21')).toBe(false);
    expect(breaks('2026-11-22', undefined)).toBe(false);
  });

  it('what is past its sunset, or retired, promises nothing that could be switched off', () => {
    const stage = (word: string, sunset: string): string =>
      `customProperties: [{ property: lifecycle, value: ${word} }, { property: sunset, value: '${sunset}' }]`;
    expect(shown(stage('deprecated', '2026-11-22'), stage('experimental', '2026-11-22'))[0]).toBe(
      'lifecycle_changed compatible/compatible',
    );
    expect(shown(stage('retired', '2027-01-01'), stage('retired', '2026-01-01'))).toEqual([
      'sunset_changed compatible/compatible',
    ]);
    expect(shown(stage('retired', '2027-01-01'), stage('experimental', '2027-01-01'))).toEqual([
      'lifecycle_changed compatible/compatible',
    ]);
  });

  it.each([
    ['1.0.0', '0.9.0', 'breaking/cosmetic'],
    ['1.10.0', '1.9.0', 'breaking/cosmetic'],
    ['1.0.0', '1.0.0-rc.1', 'breaking/cosmetic'],
    ['1.9.0', '1.10.0', 'cosmetic/cosmetic'],
    ['1.0.0-rc.1', '1.0.0', 'cosmetic/cosmetic'],
    ['first', '0.1.0', 'cosmetic/cosmetic'],
  ])('from version %s to %s is %s', (from, to, levels) => {
    expect(shown(`version: ${from}`, `version: ${to}`)).toEqual([`version_changed ${levels}`]);
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
              note === undefined &&
              /_(loosened|tightened|changed)$/.test(kind) &&
              !/^(type|metadata|version)/.test(kind),
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
