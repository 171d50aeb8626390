import type { OdcsVersion } from '../builder';

const URL = 'https://x.test/a';

/** A contract of one version with every key that it knows. */
export function wholeContract(version: OdcsVersion): Record<string, unknown> {
  const since = (first: OdcsVersion, keys: object): object => (version >= first ? keys : {});
  const id = since('3.1', { id: 'i-1' });
  const authoritativeDefinitions = [{ ...id, type: 'tutorial', url: URL, ...since('3.1', { description: 'd' }) }];
  const customProperties = [
    {
      ...id,
      property: 'p',
      value: { a: [1] },
      ...since('3.1', { description: 'd' }),
      ...since('3.2', { vendor: 'v' }),
    },
  ];
  const common = { tags: ['a'], customProperties, authoritativeDefinitions };
  const context = {
    instructions: 'i',
    verifiedStatements: [{ id: 'i', question: 'q', answer: 'a', ...common }],
    constraints: [{ id: 'i', constraint: 'c', ...common }],
  };
  const synonyms = [
    { id: 'i', synonym: 's', description: 'd', locale: 'en', source: 's', status: 's', customProperties },
  ];
  const element = {
    ...id,
    description: 'd',
    businessName: 'b',
    physicalType: 'T',
    ...common,
    ...since('3.2', { deprecated: false, synonyms }),
  };
  const role = {
    ...id,
    role: 'r',
    description: 'd',
    access: 'read',
    firstLevelApprovers: 'a',
    secondLevelApprovers: 'b',
    customProperties,
  };
  const member = {
    ...id,
    username: 'u',
    name: 'n',
    description: 'd',
    role: 'owner',
    dateIn: '2024-01-01',
    dateOut: '2024-02-01',
    replacedByUsername: 'r',
    ...since('3.1', common),
  };
  return {
    apiVersion: `v${version}.${version === '3.0' ? 2 : 0}`,
    kind: 'DataContract',
    id: 'c',
    version: '1.0.0',
    status: 'active',
    name: 'n',
    tenant: 't',
    domain: 'd',
    dataProduct: 'p',
    ...common,
    description: { purpose: 'p', usage: 'u', limitations: 'l', authoritativeDefinitions, customProperties, other: 1 },
    ...since('3.2', { context }),
    servers: servers(version, { ...id, description: 'd', environment: 'prod', roles: [role], customProperties }),
    schema: [object(version, element, context, rules(version, { ...id, ...common }))],
    support: [
      {
        ...id,
        channel: 'c',
        url: URL,
        description: 'd',
        tool: 't',
        scope: 's',
        invitationUrl: URL,
        ...since('3.1', { customProperties }),
      },
    ],
    price: { ...id, priceAmount: 1.5, priceCurrency: 'EUR', priceUnit: 'megabyte' },
    team: version === '3.0' ? [member] : { ...id, name: 'n', description: 'd', members: [member], ...common },
    roles: [role],
    slaDefaultElement: 't.c',
    slaProperties: [
      {
        ...id,
        property: 'latency',
        value: 4,
        valueExt: null,
        unit: 'd',
        element: 't.c',
        driver: 'regulatory',
        ...since('3.1', { description: 'd', scheduler: 's', schedule: '0 0 * * *' }),
        ...since('3.2', { customProperties, authoritativeDefinitions }),
      },
    ],
    contractCreatedTs: '2024-01-01T00:00:00Z',
  };
}

function servers(version: OdcsVersion, base: object): object[] {
  const port = version === '3.2' ? '${PORT}' : 1;
  const place = { host: 'h', port, database: 'd', schema: 's' };
  const list: object[] = [
    { ...base, server: 'a', type: 'duckdb', database: 'd', schema: version === '3.0' ? 1 : 's' },
    { server: 'b', type: 's3', location: 's3://b/k', format: 'json', delimiter: 'array', endpointUrl: URL },
    { server: 'c', type: 'postgres', ...place },
    { server: 'd', type: 'athena', schema: 's', stagingDir: 's3://b/k', catalog: 'c', regionName: 'r' },
    { server: 'e', type: 'custom', ...place, account: 'a', location: URL, format: 'f', path: 'p' },
    { server: 'f', type: 'sftp', location: 'sftp://h/p', format: 'csv' },
    { server: 'g', type: 'snowflake', ...place, account: 'a', warehouse: 'w' },
  ];
  if (version >= '3.1') list.push({ server: 'h', type: 'hive', host: 'h', port, database: 'd' });
  if (version === '3.2') list.push({ server: 'i', type: 'iceberg', catalog: 'c', catalogUrl: URL, namespace: 'n' });
  return list;
}

function rules(version: OdcsVersion, more: object): object[] {
  const base = {
    ...more,
    name: 'n',
    description: 'd',
    businessImpact: 'b',
    dimension: 'accuracy',
    method: 'm',
    schedule: 's',
    scheduler: 's',
    severity: 'error',
    unit: 'rows',
  };
  const metric = version === '3.0' ? { rule: 'rowCount' } : { metric: 'invalidValues', arguments: { pattern: 'a' } };
  return [
    { ...base, type: 'library', ...metric, mustBe: 0 },
    { ...metric, mustBeGreaterThan: 1 },
    { ...metric, mustBeBetween: [1, 2] },
    { ...base, type: 'sql', query: 'SELECT 1', mustBeLessOrEqualTo: 3 },
    { ...base, type: 'custom', engine: 'soda', implementation: { any: 'thing' } },
    { ...base, type: 'text', ...(version === '3.0' && { anything: 1 }) },
  ];
}

function object(version: OdcsVersion, element: object, context: object, quality: object[]): object {
  const since = (first: OdcsVersion, keys: object): object => (version >= first ? keys : {});
  const exclusive = (value: unknown): unknown => (version === '3.0' ? true : value);
  const column = (name: string, logicalType: string, options: object | undefined, more: object = {}): object => ({
    name,
    logicalType,
    ...(options && { logicalTypeOptions: options }),
    ...more,
  });
  const whole = {
    ...element,
    primaryKey: true,
    primaryKeyPosition: 1,
    physicalName: 'p',
    required: true,
    unique: true,
    partitioned: true,
    partitionKeyPosition: 1,
    classification: 'public',
    encryptedName: 'e',
    transformSourceObjects: ['a'],
    transformLogic: 'l',
    transformDescription: 'd',
    examples: [1, 'a', null],
    criticalDataElement: true,
    quality,
    ...since('3.1', { relationships: [{ type: 'foreignKey', to: 'o.k', customProperties: [] }] }),
    ...since('3.2', {
      semanticType: 'measure',
      enum: [{ value: 'a', label: 'A', id: 'i', description: 'd', tags: [], customProperties: [] }, { value: null }],
    }),
  };
  const dates = {
    minimum: '2024',
    maximum: '2025',
    exclusiveMinimum: exclusive('2024'),
    exclusiveMaximum: exclusive('2026'),
    format: 'f',
  };
  const numbers = {
    multipleOf: 1,
    minimum: 0,
    maximum: 9,
    exclusiveMinimum: exclusive(-1),
    exclusiveMaximum: exclusive(10),
  };
  const inner = column('inner', 'integer', undefined);
  return {
    ...element,
    name: 'table',
    logicalType: 'object',
    physicalName: 'p',
    dataGranularityDescription: 'd',
    quality,
    ...since('3.1', {
      relationships: [
        {
          type: 'foreignKey',
          from: 't.a',
          to: '/schema/o/properties/k',
          customProperties: [],
          ...since('3.2', { id: 'x' }),
        },
        { from: ['t.a', 't.b'], to: ['o.a', 'o.b'] },
      ],
    }),
    ...since('3.2', { context: context && 'text' }),
    properties: [
      column('text', 'string', { minLength: 0, maxLength: 9, pattern: 'a', format: 'email' }, whole),
      column('day', 'date', dates),
      ...(version === '3.0' ? [] : [column('at', 'timestamp', { ...dates, timezone: true, defaultTimezone: 'UTC' })]),
      ...(version === '3.0' ? [] : [column('hour', 'time', { format: 'f' })]),
      column('count', 'integer', { ...numbers, format: 'i64' }),
      column('ratio', 'number', { ...numbers, format: 'f64' }),
      column('flag', 'boolean', { anything: 1 }),
      column('part', 'object', { maxProperties: 3, minProperties: 0, required: ['a'] }, { properties: [inner] }),
      column(
        'list',
        'array',
        { maxItems: 3, minItems: 0, uniqueItems: true },
        {
          items: column('item', 'object', undefined, { properties: [inner] }),
        },
      ),
      { name: 'untyped', logicalTypeOptions: {}, items: {}, properties: [] },
      ...(version === '3.2'
        ? [
            column('map', 'map', undefined, { map: { key: { logicalType: 'string' }, value: {} } }),
            column('vector', 'vector', {
              dimensions: 3,
              elementType: 'int8',
              distanceMetric: 'cosine',
              embeddingModel: 'm',
              embeddingModelVersion: '1',
              normalized: true,
            }),
          ]
        : []),
    ],
  };
}
