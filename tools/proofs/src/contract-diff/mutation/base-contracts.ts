import type { Contract } from './document';

const HEAD = {
  apiVersion: 'v3.2.0',
  kind: 'DataContract',
  version: '1.2.0',
  status: 'active',
  tags: ['core'],
  support: [{ channel: 'data-help', url: 'https://example.com/help' }],
  team: { name: 'data', members: [{ username: 'ann@example.com', role: 'owner' }] },
  roles: [
    { role: 'analyst', access: 'read' },
    { role: 'auditor', access: 'read' },
  ],
} as const;

/** Orders of a shop and its customers: keys, accepted values, ranges, patterns, rules. */
const ORDERS: Omit<Contract, 'id'> = {
  ...structuredClone(HEAD as unknown as Omit<Contract, 'id' | 'schema'>),
  name: 'orders',
  description: { purpose: 'One row for each order.', usage: 'Join it on order_id.' },
  schema: [
    {
      name: 'orders',
      description: 'Orders as the shop took them.',
      properties: [
        {
          name: 'order_id',
          logicalType: 'integer',
          physicalType: 'BIGINT',
          required: true,
          unique: true,
          primaryKey: true,
          primaryKeyPosition: 1,
          description: 'The number of the order.',
        },
        {
          name: 'customer_id',
          logicalType: 'string',
          physicalType: 'VARCHAR',
          required: true,
          classification: 'confidential',
          relationships: [{ to: 'customers.customer_id' }],
        },
        { name: 'ordered_on', logicalType: 'date', physicalType: 'DATE', description: 'The day of the order, in UTC.' },
        {
          name: 'amount',
          logicalType: 'number',
          physicalType: 'DECIMAL(12,2)',
          logicalTypeOptions: { minimum: 0, maximum: 100000 },
          quality: [
            { id: 'amount_known', name: 'amount_known', metric: 'nullValues', mustBeLessThan: 5, unit: 'percent' },
          ],
        },
        {
          name: 'quantity',
          logicalType: 'integer',
          physicalType: 'INTEGER',
          logicalTypeOptions: { minimum: 1, maximum: 999 },
        },
        {
          name: 'status',
          logicalType: 'string',
          physicalType: 'VARCHAR',
          enum: [{ value: 'open', label: 'Open' }, { value: 'paid' }, { value: 'void' }],
        },
        {
          name: 'email',
          logicalType: 'string',
          physicalType: 'VARCHAR',
          logicalTypeOptions: { pattern: '^[^@]+@[^@]+$', minLength: 3, maxLength: 200 },
          tags: ['pii'],
        },
        { name: 'note', logicalType: 'string', physicalType: 'VARCHAR' },
      ],
      quality: [
        { id: 'some_rows', name: 'some_rows', metric: 'rowCount', mustBeGreaterThan: 10 },
        {
          id: 'no_negative',
          name: 'no_negative',
          type: 'sql',
          query: 'SELECT count(*) FROM ${object} WHERE amount < 0',
          mustBeLessOrEqualTo: 3,
        },
      ],
    },
    {
      name: 'customers',
      properties: [
        { name: 'customer_id', logicalType: 'string', physicalType: 'VARCHAR', required: true, unique: true },
        { name: 'country', logicalType: 'string', physicalType: 'VARCHAR', logicalTypeOptions: { maxLength: 2 } },
      ],
    },
  ],
  slaProperties: [
    { property: 'latency', value: 4, unit: 'h', element: 'orders.ordered_on' },
    { property: 'retention', value: 3, unit: 'y' },
    { property: 'freshness', value: 24, unit: 'h', element: 'orders.ordered_on' },
  ],
};

/** Events with nested columns and a key of two columns. */
const EVENTS: Omit<Contract, 'id'> = {
  ...structuredClone(HEAD as unknown as Omit<Contract, 'id' | 'schema'>),
  name: 'events',
  description: { purpose: 'What visitors did on the site.' },
  schema: [
    {
      name: 'orders',
      properties: [
        {
          name: 'session_id',
          logicalType: 'string',
          physicalType: 'VARCHAR',
          required: true,
          primaryKey: true,
          primaryKeyPosition: 1,
        },
        {
          name: 'step',
          logicalType: 'integer',
          physicalType: 'INTEGER',
          required: true,
          primaryKey: true,
          primaryKeyPosition: 2,
          logicalTypeOptions: { exclusiveMinimum: 0 },
        },
        { name: 'happened_at', logicalType: 'timestamp', physicalType: 'TIMESTAMP', required: true },
        { name: 'shop', logicalType: 'string', physicalType: 'VARCHAR', required: true },
        {
          name: 'visitor',
          logicalType: 'object',
          properties: [
            { name: 'country', logicalType: 'string', physicalType: 'VARCHAR', required: true },
            { name: 'age', logicalType: 'integer', physicalType: 'INTEGER', logicalTypeOptions: { minimum: 18 } },
          ],
        },
        {
          name: 'labels',
          logicalType: 'array',
          items: { logicalType: 'string', physicalType: 'VARCHAR' },
          logicalTypeOptions: { minItems: 1, maxItems: 20, uniqueItems: true },
        },
        {
          name: 'lines',
          logicalType: 'array',
          items: {
            logicalType: 'object',
            properties: [
              { name: 'sku', logicalType: 'string', physicalType: 'VARCHAR', required: true },
              { name: 'price', logicalType: 'number', physicalType: 'DECIMAL(9,2)' },
            ],
          },
        },
        {
          name: 'channel',
          logicalType: 'string',
          physicalType: 'VARCHAR',
          enum: [{ value: 'web' }, { value: 'app' }],
          quality: [
            {
              id: 'channel_valid',
              name: 'channel_valid',
              metric: 'invalidValues',
              arguments: { validValues: ['web', 'app', 'shop'] },
              mustBeLessOrEqualTo: 0,
            },
          ],
        },
        { name: 'score', logicalType: 'number', physicalType: 'FLOAT', logicalTypeOptions: { minimum: 0, maximum: 1 } },
      ],
      quality: [
        {
          id: 'unique_steps',
          name: 'unique_steps',
          metric: 'duplicateValues',
          arguments: { properties: ['session_id', 'step'] },
          mustBeLessOrEqualTo: 0,
          severity: 'warning',
        },
        { id: 'prose', name: 'prose', type: 'text', description: 'Steps of a session follow each other.' },
      ],
    },
  ],
  slaProperties: [
    { property: 'latency', value: 1, unit: 'd' },
    { property: 'availability', value: 99.5, unit: '%' },
  ],
};

/** Copies of what is mutated. */
export function baseContracts(): Omit<Contract, 'id'>[] {
  return structuredClone([ORDERS, EVENTS]);
}
