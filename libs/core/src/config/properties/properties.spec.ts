import { totalmem } from 'node:os';
import { join } from 'node:path';
import { loadConfidentialJson } from '../load-document';
import { parseJson } from '../read/json-document';
import { temporaryFolder } from '../testing/temporary-folder';
import { readConnections } from './connection-properties';
import { readGlobalProperties } from './global-properties';
import { parseBytes, parseDuration } from './quantity';

const read = (value: unknown) => {
  const { properties, findings } = readGlobalProperties(parseJson('/w/global-properties.json', JSON.stringify(value)));
  return {
    properties,
    issues: findings
      .inOrder()
      .map(({ severity, message, position }) => `${severity} ${position?.pointer ?? ''} ${message}`),
  };
};

test('defaults', () => {
  const { properties, issues } = read({});
  expect(issues).toEqual([]);
  expect(properties).toMatchObject({ library: 'duckdb', lake: '/w/lake', retention: 604_800_000, unsafe: false });
  expect(properties.allowedPaths).toBeUndefined();
  expect(properties.memoryLimit).toBeLessThanOrEqual(totalmem() * 0.6);
  expect(properties.memoryLimit).toBeGreaterThan(0);
});

test('values, plain or nested, with the keys of the original', () => {
  const value = {
    lake: '../data',
    memory_limit: '2GB',
    threads: 3,
    allowed_paths: ['in', '/abs'],
    retention: '12 hours',
    unsafe: true,
    'spark_sql.shuffle_partitions': 4,
    spark_conf: { a: 1 },
    _note: 1,
  };
  const expected = {
    lake: '/data',
    memoryLimit: 2e9,
    threads: 3,
    allowedPaths: ['/w/in', '/abs'],
    retention: 43_200_000,
    unsafe: true,
  };
  expect(read(value)).toMatchObject({ properties: expected, issues: [] });
  expect(read({ global_properties: value })).toMatchObject({ properties: expected, issues: [] });
});

test('wrong values are reported, their defaults taken', () => {
  const { properties, issues } = read({
    library: 'spark',
    lak: 'x',
    memory_limit: '60',
    threads: 0,
    retention: 'soon',
    global_properties: { unsafe: 'yes' },
  });
  expect(issues).toEqual([
    'warning /library this version does not have the engine "spark"; the jobs run on duckdb',
    'error /lak the key "lak" is unknown here',
    'error /memory_limit the value is no size; write "2GB" or "60%"',
    'error /threads "threads" must be >= 1',
    'error /retention the value is no time; write "7 days" or "12 hours"',
    'error /global_properties/unsafe "unsafe" must be true or false; found "yes"',
  ]);
  expect(properties).toMatchObject({ library: 'duckdb', retention: 604_800_000, unsafe: false });
});

test('sizes and times', () => {
  expect(
    ['2GB', '512 MiB', '4g', '60%', '0%', '101%', 'x', '-1GB', '1e9GB', '1constructor'].map((text) =>
      parseBytes(text, 1000),
    ),
  ).toEqual([2e9, 512 * 2 ** 20, 4 * 2 ** 30, 600, undefined, undefined, undefined, undefined, undefined, undefined]);
  expect(['7 days', '1 day', '30 minutes', '2weeks', '7', 'toString'].map(parseDuration)).toEqual([
    604_800_000,
    86_400_000,
    1_800_000,
    1_209_600_000,
    undefined,
    undefined,
  ]);
});

test('both shapes of connections, old names included', () => {
  const of = (value: unknown) => readConnections(parseJson('/w/c.json', JSON.stringify(value)));
  const item = {
    connection_name: 'pg',
    type: 'postgres',
    connection_details: {
      host_url: 'db.test:5432',
      database_name: 'd',
      username: 'u',
      password: { env: 'PG' },
      extra_options: { 'ssl.key.password': { file: 'k' } },
    },
  };
  const expected = [
    {
      name: 'pg',
      type: 'postgres',
      details: {
        host: 'db.test',
        port: 5432,
        database: 'd',
        username: 'u',
        password: { env: 'PG' },
        extra_options: { 'ssl.key.password': { file: '/w/k' } },
      },
    },
  ];
  for (const value of [{ connections: [item] }, { connection_properties: item }, { connection_properties: [item] }]) {
    const { connections, findings } = of(value);
    expect(findings.issues).toEqual([]);
    expect(connections).toEqual(expected);
  }
  expect(of({ connections: [item, item] }).findings.issues).toMatchObject([
    { position: { pointer: '/connections/1' } },
  ]);
});

const SECRET = 'hunter2-very-secret';
test.each([
  [
    'password',
    `{"connections":[{"name":"a","type":"t","connection_details":{"password":"${SECRET}"}}]}`,
    '/connections/0/connection_details/password',
  ],
  [
    'nested option',
    `{"connections":[{"name":"a","type":"t","connection_details":{"extra_options":{"sasl":{"api_key":"${SECRET}"}}}}]}`,
    '/connections/0/connection_details/extra_options/sasl/api_key',
  ],
  [
    'list',
    `{"connections":[{"name":"a","type":"t","connection_details":{"token":["${SECRET}"]}}]}`,
    '/connections/0/connection_details/token',
  ],
  [
    'URL',
    `{"connections":[{"name":"a","type":"t","connection_details":{"host_url":"jdbc://u:${SECRET}@h"}}]}`,
    '/connections/0/connection_details/host_url',
  ],
  [
    'half a reference',
    `{"connections":[{"name":"a","type":"t","connection_details":{"password":{"env":"${SECRET}"}}}]}`,
    '/connections/0/connection_details/password',
  ],
  [
    'comment',
    `{"connections":[{"name":"a","type":"t","connection_details":{"_password":"${SECRET}"}}]}`,
    '/connections/0/connection_details/_password',
  ],
])('a plain secret is an error that does not repeat it: %s', (_, text, pointer) => {
  const { findings, connections } = readConnections(parseJson('/w/c.json', text));
  expect(findings.issues).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ code: 'CONFIG_SECRET', position: expect.objectContaining({ pointer }) as object }),
    ]),
  );
  expect(JSON.stringify([findings.issues, connections])).not.toContain(SECRET);
});

const texts = [
  `{"connections": [{"password": ${SECRET}}]}`,
  `{"password": "x" "${SECRET}"}`,
  `{"connections": "${SECRET}"}`,
  `{"connections": [{"name": "a", "type": "t", "connection_details": "${SECRET}"}]}`,
  `{"connections": [{"password" "${SECRET}"}]}`,
];
const folder = temporaryFolder(Object.fromEntries(texts.map((text, i) => [`${i}.json`, text])));

test('all that is wrong in connections is told at once', () => {
  const { connections, findings } = readConnections(
    parseJson(
      'c.json',
      JSON.stringify({
        connections: [
          { name: 'a', type: 'postgres', connection_details: { port: 'x' } },
          { name: 'a', type: 'postgres', nme: 1 },
          { name: 5, type: 'postgres' },
          { type: 'postgres' },
          7,
        ],
      }),
    ),
  );
  expect(findings.inOrder().map(({ message, position }) => [position?.pointer, message])).toEqual([
    ['/connections/0/connection_details/port', '"port" must be a number from 1 to 65535'],
    ['/connections/1', 'another connection is called "a"'],
    ['/connections/1/nme', 'the key "nme" is unknown here'],
    ['/connections/2/name', '"name" must be text'],
    ['/connections/3', 'the key "name" is missing'],
    ['/connections/4', 'element 5 of "connections" must be an object'],
  ]);
  expect(connections).toHaveLength(2);
});

test('no syntax error or wrong type repeats a secret', () => {
  texts.forEach((_, i) => {
    const document = loadConfidentialJson(join(folder, `${i}.json`));
    const issues = readConnections(document).findings.inOrder();
    expect(issues.length).toBeGreaterThan(0);
    expect(JSON.stringify(issues)).not.toContain('hunter2');
  });
});
