import type Ajv from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { JsonSchema } from '../ports';
import { explain, type SchemaFinding } from './schema-finding';
import { fitsSchema } from './schema-fit';
import { schemaFormats } from './schema-formats';

let ajv: Ajv | undefined;
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

/** All violations of a JSON Schema (draft 2020-12), in plain words. */
export function schemaFindings(schema: JsonSchema, value: unknown): SchemaFinding[] {
  return fitsSchema(schema, value, schemaFormats()) === true ? [] : explainedFindings(schema, value);
}

/** As `schemaFindings`, always by the full validator, which is loaded, and the schema compiled, at their first use. */
export function explainedFindings(schema: JsonSchema, value: unknown): SchemaFinding[] {
  const validate = compiledOf(schema);
  // A copy with prototypes: the validator compares objects by a method that ours, which have none, lack.
  if (validate(structuredClone(value))) return [];
  return explain((validate.errors ?? []) as ErrorObject[], value);
}

function compiledOf(schema: JsonSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const { $schema: _dialect, ...rest } = schema;
  const validate = (ajv ??= createAjv()).compile(rest);
  compiled.set(schema, validate);
  return validate;
}

function createAjv(): Ajv {
  // Loading costs 60 ms and compiling 100: only where something is wrong.
  const { Ajv2020 } = require('ajv/dist/2020') as typeof import('ajv/dist/2020');
  return new Ajv2020({
    allErrors: true,
    // Errors carry the schema that they are about: paths of recursive definitions do not say it.
    verbose: true,
    // Each validator is used a few times in a short process: optimising it costs more than it gives.
    code: { optimize: false },
    strict: false,
    validateSchema: false,
    meta: false,
    logger: false,
    formats: schemaFormats(),
  });
}
