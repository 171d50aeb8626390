import fc from 'fast-check';
import { commandSchemas } from './job-schema';
import { JOB_SHAPE } from './job/job-shape';
import { CONNECTION_PROPERTIES_SCHEMA } from './properties/connection-schema';
import { GLOBAL_PROPERTIES_SCHEMA } from './properties/global-schema';
import { fitsSchema } from './schema-fit';
import { schemaFormats } from './schema-formats';
import { explainedFindings } from './schema-validator';
import { registry } from './testing/registry';

const schemas = [
  JOB_SHAPE,
  GLOBAL_PROPERTIES_SCHEMA,
  CONNECTION_PROPERTIES_SCHEMA,
  ...commandSchemas(registry).map(({ schema }) => schema),
];
const keys = [
  ...new Set(
    JSON.stringify(schemas)
      .match(/"[a-z_$]+"(?=:)/g)
      ?.map((key) => JSON.parse(key) as string),
  ),
  '_note',
  'spark.x',
  'toString',
];
const words = ['overwrite', 'append', 'run', 'fail', '0.5%', '10', 'TransformSQL', 'Validations', 'x', '', '🙂'];
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<unknown>(...words, 0, 1, -1, 1.5, 1e6, true, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 5 }),
  ),
}));

test('the quick check gives the verdict of the full validator', () => {
  const verdicts = { good: 0, bad: 0 };
  const runs = process.env['MU_MESH_FULL'] === undefined ? 1500 : 30_000;
  const repaired = fc.tuple(fc.nat(schemas.length - 1), value, fc.boolean()).map(([at, any, only]) => {
    const schema = schemas[at] ?? {};
    const known = Object.keys((schema['properties'] ?? {}) as object);
    const use = only && typeof any === 'object' && any !== null && !Array.isArray(any);
    return {
      schema,
      candidate: use
        ? Object.fromEntries(Object.entries(any).map(([, member], i) => [known[i % known.length] ?? 'x', member]))
        : any,
    };
  });
  fc.assert(
    fc.property(repaired, ({ schema, candidate }) => {
      const good = explainedFindings(schema, candidate).length === 0;
      verdicts[good ? 'good' : 'bad'] += 1;
      expect(fitsSchema(schema, candidate, schemaFormats())).toBe(good);
    }),
    { numRuns: runs, seed: 11 },
  );
  expect(Math.min(verdicts.good, verdicts.bad)).toBeGreaterThan(runs / 50);
});

test('a schema with another keyword is left to the full validator', () => {
  for (const schema of [
    { multipleOf: 2 },
    { enum: [{ a: 1 }] },
    { $ref: 'https://x.test' },
    { type: 'string', format: 'ipv4' },
    { prefixItems: [{}], items: false },
  ]) {
    expect(fitsSchema(schema, schema['type'] === 'string' ? 'x' : [1], {})).toBeUndefined();
  }
});
