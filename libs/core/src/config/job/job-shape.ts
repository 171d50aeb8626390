import type { JsonSchema } from '../../ports';
import { alertsSchema } from '../commands/validations';

/** A job's own keys; its commands are checked one by one against their own schemas. */
export const JOB_PROPERTIES: Record<string, JsonSchema> = {
  $schema: { type: 'string', description: 'The JSON Schema of this file, for editors.' },
  execution: {
    type: 'array',
    minItems: 1,
    description: 'The steps, in order; the rows of the last one go to every destination.',
  },
  destination: {
    type: ['array', 'null'],
    description: "Where the rows go. Missing or empty: the table of the folder's own address, which is replaced.",
  },
  fail_alerts: alertsSchema('The message of every Validations step that fails the run and has none of its own.'),
  warning_alerts: alertsSchema('The message of every Validations step that warns and has none of its own.'),
};

export const JOB_SHAPE: JsonSchema = {
  type: 'object',
  properties: JOB_PROPERTIES,
  patternProperties: { '^_': { description: 'A comment.' } },
  required: ['execution'],
  additionalProperties: false,
};

/** Keys of a job that the original announced. */
export const LATER_JOB_KEYS: ReadonlySet<string> = new Set([
  'alerts',
  'schedule',
  'dependency',
  'dependencies',
  'on_success',
  'on_warning',
  'on_failure',
]);
