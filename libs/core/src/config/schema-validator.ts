import type Ajv from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { JsonSchema } from '../ports';
import { explain, type SchemaFinding } from './schema-finding';

let ajv: Ajv | undefined;
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

/**
 * All violations of a JSON Schema (draft 2020-12), in plain words. A schema is compiled at its first use and kept;
 * the validator itself is loaded then too.
 */
export function schemaFindings(schema: JsonSchema, value: unknown): SchemaFinding[] {
  const validate = compiledOf(schema);
  if (validate(value)) return [];
  return explain((validate.errors ?? []) as ErrorObject[], schema, value);
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
  // Loading costs 60 ms: not at start, only when something is validated.
  const { Ajv2020 } = require('ajv/dist/2020') as typeof import('ajv/dist/2020');
  const { fullFormats } = require('ajv-formats/dist/formats') as typeof import('ajv-formats/dist/formats');
  const { date, uri, 'date-time': dateTime } = fullFormats;
  return new Ajv2020({
    allErrors: true,
    // Each validator is used a few times in a short process: optimising it costs more than it gives.
    code: { optimize: false },
    strict: false,
    validateSchema: false,
    meta: false,
    logger: false,
    formats: { date, uri, 'date-time': dateTime, 'mesh-path': true, 'mesh-secret': true },
  });
}
