import type { JsonSchema } from '../../ports';
import { LOGICAL_TYPES } from '../../model/contract';
import type { Keys, OdcsBuilder } from './builder';
import { optionForms } from './options';

const REFERENCES = {
  '3.1': [
    '^[A-Za-z_][A-Za-z0-9_]*\\.[A-Za-z_][A-Za-z0-9_]*$',
    '^(?:(?:https?:\\/\\/)?[A-Za-z0-9._\\-\\/]+\\.yaml#)?\\/?[A-Za-z_][A-Za-z0-9_]*\\/[A-Za-z0-9_\\-]+(?:\\/[A-Za-z_][A-Za-z0-9_]*\\/[A-Za-z0-9_\\-]+)*$',
  ],
  '3.2': [
    '^[A-Za-z_][A-Za-z0-9_\\-]*(\\.[A-Za-z_][A-Za-z0-9_\\-]*)+$',
    '^(?:(?:https?:\\/\\/)?[A-Za-z0-9._\\-\\/]+\\.ya?ml#)?\\/?[A-Za-z_][A-Za-z0-9_]*\\/[^\\s.#\\/\\\\@!%&\\^]+(?:\\/[A-Za-z_][A-Za-z0-9_]*\\/[^\\s.#\\/\\\\@!%&\\^]+)*$',
  ],
} as const;

/** Tables, columns and what connects them. */
export function schemaDefinitions(builder: OdcsBuilder): Record<string, JsonSchema> {
  const element = elementKeys(builder);
  const properties = builder.list('Property', 'Its columns.');
  return {
    SchemaObject: builder.object(
      'A table.',
      {
        ...element,
        logicalType: builder.choice(builder.version === '3.2' ? ['object', 'blob'] : ['object'], 'object for a table.'),
        physicalName: "The table's name where it lies.",
        dataGranularityDescription: 'What one row stands for.',
        properties,
        quality: builder.list('Quality', 'Demands on the table.'),
        ...builder.since('3.1', { relationships: builder.list('Relationship', 'Keys of several columns.') }),
        ...builder.since('3.2', { context: builder.ref('Context', 'Guidance for programs.') }),
      },
      { required: ['name'] },
    ),
    Property: property(builder, element, ['name']),
    Item: property(builder, element, []),
    ...(builder.version !== '3.0' && relationships(builder)),
  };
}

function elementKeys(builder: OdcsBuilder): Keys {
  return {
    ...builder.id,
    name: 'Its name.',
    physicalType: 'Its type where it lies: table, BIGINT and so on.',
    description: 'What it means.',
    businessName: 'Its name for people.',
    ...builder.definitions,
    ...builder.tags,
    ...builder.customProperties,
    ...builder.since('3.2', {
      deprecated: builder.flag('Whether new work should no longer use it.'),
      synonyms: builder.list('Synonym', 'Other names.'),
    }),
  };
}

function columnKeys(builder: OdcsBuilder): Keys {
  const since31 = builder.version === '3.0' ? ['timestamp', 'time'] : [];
  const since32 = builder.version === '3.2' ? [] : ['map', 'vector'];
  const types = LOGICAL_TYPES.filter((type) => ![...since31, ...since32].includes(type));
  const place = (description: string): JsonSchema => ({ type: 'integer', default: -1, description });
  return {
    primaryKey: { type: 'boolean', description: 'Whether it is the primary key or a part of it.' },
    primaryKeyPosition: place('Place in the primary key, from 1.'),
    logicalType: builder.choice(types, 'Type of the values.'),
    logicalTypeOptions: { type: 'object', description: 'Bounds, lengths, patterns: by the logical type.' },
    physicalName: 'Name of the column where it lies.',
    required: builder.flag('Whether every row has a value.'),
    unique: builder.flag('Whether no value comes twice.'),
    partitioned: builder.flag('Whether the table is partitioned by it.'),
    partitionKeyPosition: place('Place among the partition columns, from 1.'),
    classification: 'public, internal, confidential, restricted and so on.',
    encryptedName: 'Name of the column with the encrypted value.',
    transformSourceObjects: { type: 'array', items: { type: 'string' }, description: 'What it is made from.' },
    transformLogic: 'How it is made.',
    transformDescription: 'How it is made, for people.',
    examples: { type: 'array', description: 'Some values.' },
    criticalDataElement: builder.flag('Whether it is critical.'),
    quality: builder.list('Quality', 'Demands on the column.'),
    ...builder.since('3.1', { relationships: builder.list('ColumnRelationship', 'Columns that it refers to.') }),
    ...builder.since('3.2', {
      semanticType: { ...builder.choice(['column', 'measure', 'dimension'], 'Its role.'), default: 'column' },
      enum: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { $ref: '#/$defs/EnumValue' },
        description: 'All accepted values.',
      },
    }),
  };
}

function property(builder: OdcsBuilder, element: Keys, required: string[]): JsonSchema {
  const parts: Keys = {
    properties: { description: 'Fields of an object.' },
    items: { description: 'What an array holds.' },
    ...builder.since('3.2', { map: { description: 'Keys and values of a map.' } }),
  };
  const isItem = required.length === 0;
  const fields = builder.list('Property', 'Fields of an object.');
  const described = builder.object(
    isItem ? 'What an array or a map holds.' : 'A column.',
    {
      ...element,
      ...columnKeys(builder),
      ...parts,
      // Up to 3.0 what an array holds may have fields whatever its type.
      ...(isItem && builder.version === '3.0' && { properties: fields }),
    },
    { required },
  );
  const isOpen = isItem && builder.version === '3.0';
  return { ...described, allOf: optionForms(builder, fields, isOpen) };
}

function relationships(builder: OdcsBuilder): Record<string, JsonSchema> {
  const [short, full] = REFERENCES[builder.version === '3.1' ? '3.1' : '3.2'];
  const reference = { $ref: '#/$defs/Reference' };
  const several = { type: 'array', items: reference, minItems: 1 };
  const end = (description: string): JsonSchema => ({ description, anyOf: [reference, several] });
  const base: Keys = {
    ...builder.since('3.2', { id: 'Identifier of this part that never changes.' }),
    type: { ...builder.choice(['foreignKey'], 'Always foreignKey.'), default: 'foreignKey' },
    ...builder.customProperties,
  };
  const texts = { properties: { from: { type: 'string' }, to: { type: 'string' } } };
  const lists = { properties: { from: { type: 'array' }, to: { type: 'array' } } };
  return {
    Reference: {
      type: 'string',
      description: 'A column: table.column, or schema/table/properties/column.',
      anyOf: [{ pattern: short }, { pattern: full }],
    },
    Relationship: {
      ...builder.object(
        'A key of several columns.',
        { ...base, from: end('Columns of this table.'), to: end('Columns that they refer to.') },
        { required: ['from', 'to'] },
      ),
      anyOf: [texts, lists],
    },
    ColumnRelationship: builder.object(
      'The column that this one refers to.',
      { ...base, to: end('The column that it refers to.') },
      { required: ['to'] },
    ),
  };
}
