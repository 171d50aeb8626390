import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020';
import type { Facet, LineageEvent } from '../event';

const EVENT = 'https://openlineage.io/spec/2-0-2/OpenLineage.json';

let ajv: Ajv2020 | undefined;

/** The spec's own schemas, copied from its repository (Apache-2.0, LICENSE beside them). */
function spec(): Ajv2020 {
  if (ajv) return ajv;
  ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats(ajv);
  const facets = readdirSync(join(__dirname, 'facets')).map((name) => join(__dirname, 'facets', name));
  for (const file of [join(__dirname, 'OpenLineage.json'), ...facets])
    ajv.addSchema(JSON.parse(readFileSync(file, 'utf-8')) as object);
  return ajv;
}

/** What the spec has against an event: the event itself by its schema, each facet by the one that it names. */
export function violations(event: LineageEvent): string[] {
  return [
    ...against(`${EVENT}#/$defs/RunEvent`, event, 'event'),
    ...facetsOf(event).flatMap(([name, facet]) => facetViolations(name, facet)),
  ];
}

function facetViolations(name: string, facet: Facet): string[] {
  const wrapped = against(facet._schemaURL.replace(/#.*$/, ''), { [name]: facet }, name);
  return [...against(facet._schemaURL, facet, name), ...wrapped];
}

function against(reference: string, value: unknown, name: string): string[] {
  const validate = spec().getSchema(reference);
  if (!validate) return [`${name}: the spec has no ${reference}`];
  return validate(value)
    ? []
    : (validate.errors ?? []).map((error) => `${name}${error.instancePath}: ${error.message ?? ''}`);
}

/** Every facet of an event, with its name. */
export function facetsOf({ run, job, inputs, outputs }: LineageEvent): [string, Facet][] {
  const groups = [
    run.facets,
    job.facets,
    ...inputs.flatMap((input) => [input.facets, input.inputFacets]),
    ...outputs.flatMap((output) => [output.facets, output.outputFacets]),
  ];
  return groups.flatMap((facets) => Object.entries(facets));
}
