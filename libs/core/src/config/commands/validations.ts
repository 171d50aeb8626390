import type { JsonSchema } from '../../ports';
import { coreCommand } from './command';

const THRESHOLD = {
  anyOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: '^ *[0-9]+ *$|^ *[0-9]+([.][0-9]+)? *% *$' },
  ],
};

const ALERT_OBJECT: JsonSchema = {
  type: 'object',
  properties: {
    channel: {
      type: 'string',
      description: "Channel of the alert. This version shows the message in the run's output only.",
    },
    fail_message: { type: 'string', description: 'The message.' },
  },
  patternProperties: { '^_': { description: 'A comment.' } },
  additionalProperties: false,
};

/** `fail_alerts` and `warning_alerts`, of a command or of a job. */
export function alertsSchema(description: string): JsonSchema {
  return { description, anyOf: [ALERT_OBJECT, { type: 'array', items: ALERT_OBJECT }] };
}

export const validations = coreCommand({
  type: 'Validations',
  aliases: ['Validation'],
  role: 'execution',
  description:
    'Counts the rows that its query returns, the offending ones. Without a threshold, any of them fails the run.',
  properties: {
    query_location: {
      type: 'string',
      minLength: 1,
      format: 'mesh-path',
      description: 'File with the query, relative to the job file. Either this or `query`.',
    },
    query: { type: 'string', minLength: 1, description: 'The query itself. Either this or `query_location`.' },
    fail_threshold: {
      ...THRESHOLD,
      description:
        'More offending rows than this fail the run: a number of rows, or a share of the rows checked such as "0.5%".',
    },
    warn_threshold: {
      ...THRESHOLD,
      description: 'More offending rows than this give a warning: a number of rows, or a share such as "0.5%".',
    },
    fail_alerts: alertsSchema('The message shown where the run fails: {"fail_message": "…"}.'),
    warning_alerts: alertsSchema('The message shown with the warning: {"fail_message": "…"}.'),
  },
  keys: {
    sql: 'query',
    location: 'query_location',
    sql_file_location: 'query_location',
    warning_threshold: 'warn_threshold',
    warn_alerts: 'warning_alerts',
  },
});
