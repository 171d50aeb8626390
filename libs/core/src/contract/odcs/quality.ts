import type { JsonSchema } from '../../ports';
import { LIBRARY_METRICS, NUMBER_OPERATORS, RANGE_OPERATORS } from '../../model/quality';
import type { Keys, OdcsBuilder } from './builder';

export const DIMENSIONS = [
  'accuracy',
  'completeness',
  'conformity',
  'consistency',
  'coverage',
  'timeliness',
  'uniqueness',
] as const;
export const OPERATORS = ['mustBe', 'mustNotBe', ...NUMBER_OPERATORS, ...RANGE_OPERATORS] as const;

/** A quality rule: text, library, sql or custom. */
export function qualityDefinition(builder: OdcsBuilder): JsonSchema {
  const base: Keys = {
    ...builder.id,
    ...builder.definitions,
    businessImpact: 'What happens where it fails.',
    ...builder.customProperties,
    description: 'What is demanded, in plain language.',
    dimension: builder.choice(DIMENSIONS, 'What the rule is about.'),
    method: 'reconciliation and so on.',
    name: 'Its name.',
    schedule: 'When it is checked; mu-mesh checks with every run.',
    scheduler: 'What checks it.',
    severity: 'error or warning.',
    ...builder.tags,
    type: {
      ...builder.choice(['text', 'library', 'sql', 'custom'], 'Kind of rule.'),
      default: 'library',
    },
    unit: 'rows, or percent.',
  };
  return builder.version === '3.0' ? former(builder, base) : present(builder, base);
}

function operatorKeys(): Record<string, JsonSchema> {
  const range = {
    type: 'array',
    minItems: 2,
    maxItems: 2,
    uniqueItems: true,
    items: { type: 'number' },
    description: 'Two numbers, the lower one first; both belong to the range.',
  };
  return Object.fromEntries([
    ['mustBe', { description: 'The measured value must be this.' }],
    ['mustNotBe', { description: 'The measured value must not be this.' }],
    ...NUMBER_OPERATORS.map((key) => [key, { type: 'number', description: 'A number.' }]),
    ...RANGE_OPERATORS.map((key) => [key, range]),
  ]) as Record<string, JsonSchema>;
}

const CUSTOM = {
  engine: 'soda, greatExpectations and so on.',
  implementation: { type: ['string', 'object'], description: 'The rule in the words of that engine.' },
};
const QUERY = { query: 'SQL that gives one number; ${object} and ${property} stand for table and column.' };
const isType = (type: string) => ({ properties: { type: { const: type } }, required: ['type'] });

/** Up to 3.0 other keys are allowed, and the library's metric is called `rule`. */
function former(builder: OdcsBuilder, base: Keys): JsonSchema {
  const then = (keys: Keys, required: string[]) => builder.object('', keys, { required, open: '3.0' });
  return {
    ...builder.object('A demand on the data.', base, { open: '3.0' }),
    allOf: [
      {
        if: { properties: { type: { const: 'library' } } },
        then: then({ rule: 'Name of the metric: rowCount and so on.', ...operatorKeys() }, ['rule']),
      },
      { if: isType('sql'), then: then(QUERY, ['query']) },
      { if: isType('custom'), then: then(CUSTOM, ['engine', 'implementation']) },
    ],
  };
}

function present(builder: OdcsBuilder, base: Keys): JsonSchema {
  const library: Keys = {
    metric: builder.choice(LIBRARY_METRICS, 'What is measured.'),
    rule: { type: 'string', description: 'Old name of metric.', deprecated: true },
    arguments: { type: 'object', description: 'missingValues, validValues, pattern or properties.' },
  };
  const without = (keys: readonly string[]) => ({
    properties: Object.fromEntries(keys.map((key) => [key, false])),
  });
  const isLibrary = {
    anyOf: [isType('library'), { properties: { metric: { type: 'string' } }, required: ['metric'] }],
  };
  return {
    ...builder.object('A demand on the data.', { ...base, ...library, ...QUERY, ...CUSTOM, ...operatorKeys() }),
    allOf: [
      { if: isLibrary, then: { required: ['metric'] }, else: without(Object.keys(library)) },
      { if: isType('sql'), then: { required: ['query'] }, else: without(['query']) },
      {
        if: isType('custom'),
        then: { required: ['engine', 'implementation'] },
        else: without(['engine', 'implementation']),
      },
      {
        if: { anyOf: [isLibrary, isType('sql')] },
        then: {
          description: `A rule has exactly one of ${OPERATORS.join(', ')}.`,
          oneOf: OPERATORS.map((key) => ({ required: [key] })),
        },
        else: without(OPERATORS),
      },
    ],
  };
}
