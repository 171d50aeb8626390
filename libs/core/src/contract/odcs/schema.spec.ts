import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2019 from 'ajv/dist/2019';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { JsonSchema } from '../../ports';
import { fitsSchema } from '../../config/schema-fit';
import { schemaFormats } from '../../config/schema-formats';
import { explainedFindings } from '../../config/schema-validator';
import type { OdcsVersion } from './builder';
import { contractFileSchema, odcsSchema, odcsVersion } from './schema';
import { mutate, paths } from './testing/mutation';
import { wholeContract } from './testing/whole-contract';

const FILES = { '3.0': 'v3.0.2', '3.1': 'v3.1.0', '3.2': 'v3.2.0' } as const;
const VERSIONS: OdcsVersion[] = ['3.0', '3.1', '3.2'];

function judge(version: OdcsVersion) {
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  addFormats(ajv);
  const text = readFileSync(join(__dirname, 'testing', `odcs-json-schema-${FILES[version]}.json`), 'utf-8');
  return ajv.compile(JSON.parse(text) as object);
}

/** Our verdict, by the full validator and by the quick one, which must agree. */
function isGood(schema: JsonSchema, value: unknown): boolean {
  const good = explainedFindings(schema, value).length === 0;
  expect({ quick: fitsSchema(schema, value, schemaFormats()) }).toEqual({ quick: good });
  return good;
}

describe.each(VERSIONS)('a contract of version %s', (version) => {
  const standard = judge(version);
  const own = odcsSchema(version);
  const whole = wholeContract(version);
  const keys = [...new Set(VERSIONS.flatMap((one) => paths(wholeContract(one))).flat())].filter(
    (key) => !/^\d+$/.test(key),
  );

  test('a document with every key is good to both', () => {
    standard(whole);
    expect(standard.errors ?? []).toEqual([]);
    expect(explainedFindings(own, whole)).toEqual([]);
    expect(isGood(own, whole)).toBe(true);
  });

  test('each key, taken out one by one, gives the verdict of the standard', () => {
    const all = paths(whole).filter((path) => path.length > 0);
    let refused = 0;
    for (const path of all) {
      const copy = structuredClone(whole);
      const holder = path.slice(0, -1).reduce<unknown>((part, one) => (part as Record<string, unknown>)[one], copy);
      if (Array.isArray(holder)) continue;
      delete (holder as Record<string, unknown>)[path.at(-1) ?? ''];
      const good = standard(copy) === true;
      if (!good) refused += 1;
      expect({ path, good: isGood(own, copy) }).toEqual({ path, good });
    }
    expect(refused).toBeGreaterThan(30);
  });

  test('other keys, put in at each object, give the verdict of the standard', () => {
    let refused = 0;
    let pair = 0;
    const every = process.env['MU_MESH_FULL'] === undefined ? 47 : 1;
    for (const path of paths(whole)) {
      for (const key of keys) {
        pair += 1;
        if (pair % every !== 0 && path.at(-2) !== 'quality') continue;
        const copy = structuredClone(whole);
        const holder = path.reduce<unknown>((part, one) => (part as Record<string, unknown>)[one], copy);
        if (typeof holder !== 'object' || holder === null || Array.isArray(holder) || key in holder) continue;
        (holder as Record<string, unknown>)[key] = 'x';
        const good = standard(copy) === true;
        if (!good) refused += 1;
        if (fitsSchema(own, copy, schemaFormats()) !== good)
          throw new Error(`${path.join('/')}/${key} should be ${good ? 'good' : 'refused'}`);
      }
    }
    expect(refused).toBeGreaterThan(50);
  });

  test('mutated documents get the verdict of the standard', () => {
    let refused = 0;
    const runs = process.env['MU_MESH_FULL'] === undefined ? 500 : 10_000;
    const step = fc.tuple(fc.nat(9999), fc.nat(2), fc.nat(999));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 2 }), (steps) => {
        const changed = steps.reduce<unknown>((value, [at, kind, junk]) => mutate(value, keys, at, kind, junk), whole);
        const good = standard(changed) === true;
        if (!good) refused += 1;
        expect(isGood(own, changed)).toBe(good);
      }),
      { numRuns: runs, seed: 4 },
    );
    expect(refused).toBeGreaterThan(runs / 3);
    expect(refused).toBeLessThan(runs);
  });
});

test('the file for editors is that of the newest version', () => {
  expect(explainedFindings(contractFileSchema(), wholeContract('3.2'))).toEqual([]);
  expect(explainedFindings(contractFileSchema(), { ...wholeContract('3.2'), owner: 'x' })).not.toEqual([]);
});

test.each(VERSIONS)('the version %s is known by apiVersion', (version) => {
  expect(odcsVersion(wholeContract(version)['apiVersion'])).toBe(version);
});
