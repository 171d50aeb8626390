import type { JsonSchema } from '../../ports';
import type { LogicalType } from '../../model/contract';
import type { Keys, OdcsBuilder } from './builder';

const COUNT: JsonSchema = { type: 'integer', minimum: 0, description: 'A whole number from 0.' };
const INTEGERS = ['i8', 'i16', 'i32', 'i64', 'i128', 'u8', 'u16', 'u32', 'u64', 'u128'];
const VECTORS = ['bfloat16', 'binary', 'float16', 'float32', 'float64', 'int8', 'uint8'];
const METRICS = ['cosine', 'dotProduct', 'euclidean', 'hamming', 'manhattan'];

/** What `logicalTypeOptions`, `properties`, `items` and `map` may be, by the logical type. */
export function optionForms(builder: OdcsBuilder, fields: JsonSchema, hasFields: boolean): JsonSchema[] {
  const ofType = (type: LogicalType) => ({ properties: { logicalType: { const: type } } });
  const options = (type: LogicalType, keys: Keys): JsonSchema => ({
    if: ofType(type),
    then: { properties: { logicalTypeOptions: builder.object(`Options of ${type}.`, keys) } },
  });
  const form = (type: LogicalType, keys: Keys, key: string, value: JsonSchema): JsonSchema => ({
    if: ofType(type),
    then: { properties: { logicalTypeOptions: builder.object(`Options of ${type}.`, keys), [key]: value } },
    else: { properties: { [key]: false } },
  });
  const times = { ...bounds(builder, 'string'), format: 'Form of the text.' };
  const zones = { timezone: builder.flag('Whether a zone belongs to it.'), defaultTimezone: 'The zone otherwise.' };
  const list = form('array', arrayKeys(builder), 'items', builder.ref('Item', 'What it holds.'));
  const object = hasFields ? options('object', objectKeys()) : form('object', objectKeys(), 'properties', fields);
  return [
    options('string', stringKeys()),
    options('date', times),
    ...(builder.version === '3.0'
      ? []
      : [options('timestamp', { ...times, ...zones }), options('time', { ...times, ...zones })]),
    options('integer', { ...numberKeys(builder), format: builder.choice(INTEGERS, 'Width.') }),
    options('number', { ...numberKeys(builder), format: builder.choice(['f32', 'f64'], 'Width.') }),
    object,
    list,
    ...(builder.version === '3.2' ? [mapForm(builder), vectorForm(builder)] : []),
  ];
}

function stringKeys(): Keys {
  return {
    minLength: COUNT,
    maxLength: COUNT,
    pattern: 'A regular expression.',
    format: 'email, uuid, uri and so on.',
  };
}

function numberKeys(builder: OdcsBuilder): Keys {
  return {
    multipleOf: { type: 'number', exclusiveMinimum: 0, description: 'What each value is a multiple of.' },
    ...bounds(builder, 'number'),
  };
}

function objectKeys(): Keys {
  const required = { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true };
  return {
    maxProperties: COUNT,
    minProperties: COUNT,
    required: { ...required, description: 'Fields that must be there.' },
  };
}

function arrayKeys(builder: OdcsBuilder): Keys {
  return { maxItems: COUNT, minItems: COUNT, uniqueItems: builder.flag('Whether no element comes twice.') };
}

/** Up to 3.0 exclusive bounds are flags. */
function bounds({ version }: OdcsBuilder, type: 'number' | 'string'): Keys {
  const exclusive = version === '3.0' ? 'boolean' : type;
  return {
    minimum: { type, description: 'The least value.' },
    maximum: { type, description: 'The greatest value.' },
    exclusiveMinimum: { type: exclusive, description: 'A bound below all values.' },
    exclusiveMaximum: { type: exclusive, description: 'A bound above all values.' },
  };
}

function mapForm(builder: OdcsBuilder): JsonSchema {
  const item = (description: string) => builder.ref('Item', description);
  const keys = { key: item('What its keys are.'), value: item('What its values are.') };
  return {
    if: { properties: { logicalType: { const: 'map' } }, required: ['logicalType'] },
    then: {
      properties: { map: builder.object('Keys and values of a map.', keys, { required: ['key', 'value'] }) },
      required: ['map'],
    },
    else: { properties: { map: false } },
  };
}

function vectorForm(builder: OdcsBuilder): JsonSchema {
  const keys: Keys = {
    dimensions: { type: 'integer', minimum: 1, description: 'Number of elements.' },
    elementType: builder.choice(VECTORS, 'Type of the elements.'),
    distanceMetric: builder.choice(METRICS, 'How distance is measured.'),
    embeddingModel: 'What made it.',
    embeddingModelVersion: 'Version of what made it.',
    normalized: builder.flag('Whether its length is 1.'),
  };
  return {
    if: { properties: { logicalType: { const: 'vector' } }, required: ['logicalType'] },
    then: {
      properties: { logicalTypeOptions: builder.object('Options of vector.', keys, { required: ['dimensions'] }) },
      required: ['logicalTypeOptions'],
    },
  };
}
