import type { Column } from './document';
import { ofColumn, ofOption, type Kind } from './mutation';

const isPlain = ({ properties, items }: Column): boolean => properties === undefined && items === undefined;
const typed =
  (...types: string[]) =>
  ({ physicalType }: Column): boolean =>
    physicalType !== undefined && types.includes(physicalType);
const retyped = (kind: string, to: Readonly<Record<string, string>>): Kind =>
  ofColumn(kind, typed(...Object.keys(to)), (column) => {
    column.physicalType = to[column.physicalType ?? ''] ?? '';
  });
const NEW: Column = { name: 'added_later', logicalType: 'string', physicalType: 'VARCHAR' };

/** Columns that come, go, or get another name. */
export const COLUMN_KINDS: readonly Kind[] = [
  {
    kind: 'column removed',
    mutate: ({ schema: [table] }, pick) => {
      const column = pick(table.properties.filter(({ primaryKey, relationships }) => !primaryKey && !relationships));
      table.properties = table.properties.filter((one) => one !== column);
      return column?.name;
    },
  },
  {
    kind: 'column renamed',
    mutate: ({ schema: [table] }, pick) => {
      const column = pick(table.properties.filter(({ primaryKey }) => !primaryKey));
      const { name } = column ?? {};
      if (column) column.name = `${column.name}_2`;
      return name;
    },
  },
  { kind: 'column added', mutate: ({ schema: [table] }) => (table.properties.push({ ...NEW }), NEW.name) },
  {
    kind: 'required column added',
    mutate: ({ schema: [table] }) => (table.properties.splice(1, 0, { ...NEW, required: true }), NEW.name),
  },
  {
    kind: 'columns in another order',
    mutate: ({ schema: [table] }) => (table.properties.reverse(), table.name),
  },
  ofColumn(
    'field of a nested column removed',
    ({ properties, items }) => (properties ?? items?.properties) !== undefined,
    ({ properties, items }) => void (properties ?? items?.properties)?.pop(),
  ),
  ofColumn(
    'field of a nested column added',
    ({ properties, items }) => (properties ?? items?.properties) !== undefined,
    ({ properties, items }) => void (properties ?? items?.properties)?.push({ ...NEW }),
  ),
  ofColumn(
    'what an array holds retyped',
    ({ items }) => items !== undefined && !items.properties,
    ({ items }) => {
      if (items) Object.assign(items, { logicalType: 'integer', physicalType: 'BIGINT' });
    },
  ),
];

/** Types. */
export const TYPE_KINDS: readonly Kind[] = [
  retyped('type wider', {
    INTEGER: 'BIGINT',
    FLOAT: 'DOUBLE',
    'DECIMAL(12,2)': 'DECIMAL(18,2)',
    'DECIMAL(9,2)': 'DECIMAL(12,4)',
  }),
  retyped('type narrower', { BIGINT: 'INTEGER', INTEGER: 'SMALLINT', 'DECIMAL(12,2)': 'DECIMAL(9,2)' }),
  retyped('type spelled in another way', {
    INTEGER: 'INT',
    BIGINT: 'INT8',
    VARCHAR: 'TEXT',
    'DECIMAL(12,2)': 'NUMERIC(12,2)',
  }),
  ofColumn(
    'another type',
    (one) => isPlain(one) && typed('VARCHAR', 'INTEGER')(one) && !one.enum && !one.logicalTypeOptions,
    (column) => {
      column.logicalType = 'date';
      column.physicalType = 'DATE';
    },
  ),
  ofColumn('date becomes timestamp', typed('DATE'), (column) => {
    column.logicalType = 'timestamp';
    column.physicalType = 'TIMESTAMP';
  }),
  ofColumn('physical type of text left out', typed('VARCHAR'), (column) => void delete column.physicalType),
];

/** What a column promises. */
export const PROMISE_KINDS: readonly Kind[] = [
  ofColumn(
    'null allowed',
    ({ required, primaryKey }) => required === true && !primaryKey,
    (column) => void delete column.required,
  ),
  ofColumn(
    'null no longer allowed',
    ({ required, primaryKey }) => !required && !primaryKey,
    (column) => {
      column.required = true;
    },
  ),
  ofColumn(
    'required spelled out as false',
    ({ required, primaryKey }) => !required && !primaryKey,
    (column) => {
      column.required = false;
    },
  ),
  ofColumn(
    'unique no more',
    ({ unique }) => unique === true,
    (column) => void delete column.unique,
  ),
  ofColumn(
    'unique from now on',
    (one) => !one.unique && isPlain(one),
    (column) => {
      column.unique = true;
    },
  ),
  ofColumn(
    'only key gone',
    ({ primaryKey, unique }) => primaryKey === true && unique === true,
    (column) => {
      delete column.primaryKey;
      delete column.primaryKeyPosition;
    },
  ),
  ofColumn(
    'required column joins the key',
    ({ name }) => name === 'shop',
    (column) => {
      column.primaryKey = true;
      column.primaryKeyPosition = 3;
    },
  ),
  ofColumn(
    'column with nulls joins the key',
    ({ name }) => name === 'note',
    (column) => {
      column.primaryKey = true;
      column.primaryKeyPosition = 2;
    },
  ),
  ofColumn(
    'column leaves a key of several',
    ({ primaryKeyPosition }) => primaryKeyPosition === 2,
    (column) => {
      delete column.primaryKey;
      delete column.primaryKeyPosition;
    },
  ),
  ofColumn(
    'accepted value added',
    (one) => one.enum !== undefined,
    (column) => void column.enum?.push({ value: 'other' }),
  ),
  ofColumn(
    'accepted value removed',
    (one) => one.enum !== undefined,
    (column) => void column.enum?.pop(),
  ),
  ofColumn(
    'accepted value replaced',
    (one) => one.enum !== undefined,
    (column) => void column.enum?.splice(0, 1, { value: 'other' }),
  ),
  ofColumn(
    'accepted values in another order',
    (one) => one.enum !== undefined,
    (column) => void column.enum?.reverse(),
  ),
  ofColumn(
    'any value accepted',
    (one) => one.enum !== undefined,
    (column) => void delete column.enum,
  ),
  ofColumn(
    'accepted values from now on',
    ({ name }) => name === 'note' || name === 'country',
    (column) => {
      column.enum = [{ value: 'a' }, { value: 'b' }];
    },
  ),
  ofColumn(
    'label of a value',
    (one) => one.enum !== undefined,
    ({ enum: [first] = [] }) => {
      if (first) first.label = 'In other words';
    },
  ),
  ofColumn(
    'foreign key gone',
    ({ relationships }) => relationships !== undefined,
    (column) => void delete column.relationships,
  ),
  ofColumn(
    'foreign key added',
    ({ name }) => name === 'email',
    (column) => {
      column.relationships = [{ to: 'customers.customer_id' }];
    },
  ),
];

/** Ranges, lengths and patterns. */
export const OPTION_KINDS: readonly Kind[] = [
  ofOption('minimum lower', 'minimum', (old) => old - 1),
  ofOption('minimum higher', 'minimum', (old) => old + 0.5),
  ofOption('maximum higher', 'maximum', (old) => old * 2),
  ofOption('maximum lower', 'maximum', (old) => old / 2),
  ofOption('minimum gone', 'minimum', () => undefined),
  ofOption('maximum gone', 'maximum', () => undefined),
  ofColumn(
    'minimum from now on',
    ({ name }) => name === 'step' || name === 'order_id',
    (column) => {
      column.logicalTypeOptions = { ...column.logicalTypeOptions, minimum: 7 };
    },
  ),
  ofColumn(
    'exclusive bound in place of the same inclusive one',
    ({ name }) => name === 'quantity',
    (column) => {
      column.logicalTypeOptions = { exclusiveMinimum: 1, maximum: 999 };
    },
  ),
  ofOption('longer text', 'maxLength', (old) => old + 10),
  ofOption('shorter text', 'maxLength', (old) => old - 1),
  ofOption('least length gone', 'minLength', () => undefined),
  ofColumn(
    'least length from now on',
    ({ name }) => name === 'note',
    (column) => {
      column.logicalTypeOptions = { minLength: 1 };
    },
  ),
  ofOption('pattern gone', 'pattern', () => undefined),
  ofOption('another pattern', 'pattern', () => '^.+@.+$'),
  ofColumn(
    'pattern from now on',
    ({ name }) => name === 'note',
    (column) => {
      column.logicalTypeOptions = { pattern: '^[A-Z]' };
    },
  ),
  ofOption('more elements', 'maxItems', (old) => old + 1),
  ofOption('more elements needed', 'minItems', (old) => old + 1),
  ofOption('elements no longer unique', 'uniqueItems', () => undefined),
  ofColumn(
    'format from now on',
    ({ name }) => name === 'email',
    (column) => {
      column.logicalTypeOptions = { ...column.logicalTypeOptions, format: 'email' };
    },
  ),
  ofColumn(
    'multiple of a number from now on',
    ({ name }) => name === 'quantity',
    (column) => {
      column.logicalTypeOptions = { ...column.logicalTypeOptions, multipleOf: 5 };
    },
  ),
];

/** What is said about a column. */
export const WORD_KINDS: readonly Kind[] = [
  ofColumn('description of a column', isPlain, (column) => {
    column.description = 'In other words.';
  }),
  ofColumn('name of a column for people', isPlain, (column) => {
    column.businessName = 'In other words';
  }),
  ofColumn(
    'classification raised',
    ({ classification }) => classification === undefined,
    (column) => {
      column.classification = 'restricted';
    },
  ),
  ofColumn(
    'classification gone',
    ({ classification }) => classification !== undefined,
    (column) => void delete column.classification,
  ),
  ofColumn(
    'column deprecated',
    ({ primaryKey }) => !primaryKey,
    (column) => {
      column.deprecated = true;
    },
  ),
  ofColumn('tags of a column', isPlain, (column) => {
    column.tags = ['changed'];
  }),
];
