import { join } from 'node:path';
import { mesh } from '../mesh-cli';
import { Scratch, pipeline } from '../run/scratch';
import { contents } from './outside';

/** 40 secrets of the shapes that break naive masking. */
const SHAPES = [
  'p@ss:w0rd/%41#x',
  'hunter2-correct-horse',
  "it's+a=b&c;d",
  'back\\slash\\n',
  '"quoted"',
  'tab\there9',
  'two words here',
  'ünïcødé-πάσς',
  '密码是秘密的',
  '🙂🙃🙂🙃',
  '$& $1 $$ {0}',
  '.*+?^()[]|',
  '<script>alert(7)</script>',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
  'AKIAIOSFODNN7EXAMPLE',
  'zq9!',
  '-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n',
  '%25%32%35',
  'a\u0301bc\u0301d',
  "Robert'); DROP TABLE--",
];
const CANARIES = Array.from({ length: 40 }, (_, n) =>
  n < SHAPES.length ? (SHAPES[n] ?? '') : `${SHAPES[n - SHAPES.length]}~${n}`,
);

/** What no output may hold: the secret as it is and in the usual encodings, long lines of it too. */
function forms(secret: string): string[] {
  const lines = secret.split('\n').filter((line) => line.length >= 8);
  return [secret, secret.trim(), ...lines].flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1),
    encodeURIComponent(text),
    encodeURIComponent(text).replaceAll('%20', '+'),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
    Buffer.from(text).toString('base64url'),
    text.replaceAll("'", "''"),
  ]);
}
const FORMS = CANARIES.map((secret) => [...new Set(forms(secret))]);

/** Number of the first canary that a text holds in any form; -1 where it holds none. */
function leaked(text: string): number {
  return FORMS.findIndex((all) => all.some((form) => text.includes(form)));
}

const ADDRESS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';
/** Every third secret is in a file, the others in the environment. */
const inFile = (n: number): boolean => n % 3 === 2;
const ENV = Object.fromEntries(CANARIES.flatMap((secret, n) => (inFile(n) ? [] : [[`SECRET_${n}`, secret]])));
const FILES = Object.fromEntries(CANARIES.flatMap((secret, n) => (inFile(n) ? [[`secrets/${n}`, `${secret}\n`]] : [])));
const reference = (n: number): object => (inFile(n) ? { file: `secrets/${n}` } : { env: `SECRET_${n}` });
const FULL = process.env['MU_MESH_FULL'] !== undefined;
const JOB_RUN = [
  'job',
  'run',
  `${FOLDER}/pipeline.json`,
  '--global-properties',
  'global-properties.json',
  '--connection-properties',
  'connection-properties.json',
];
const CHANGE_SIZED = [
  ['validate'],
  ['run'],
  ['test'],
  ['preview', ADDRESS],
  ['quarantine', 'list', ADDRESS],
  ['doctor'],
  JOB_RUN,
];
const REST = [
  ['plan'],
  ['run', '--full'],
  ['history', ADDRESS],
  ['quarantine', 'replay', ADDRESS],
  ['recover'],
  ['vacuum'],
  ['rollback', ADDRESS, '--to', '0'],
];
const COMMANDS = FULL ? [...CHANGE_SIZED, ...REST] : CHANGE_SIZED;
const MODES = FULL ? [[], ['--json'], ['--debug']] : [['--json'], ['--debug']];

const references = CANARIES.map((_, n) => ({
  name: `c${n}`,
  type: 'postgres',
  connection_details:
    n % 2 === 0
      ? { host: 'localhost', username: 'u', password: reference(n) }
      : {
          host: 'localhost',
          username: reference(n),
          extra_options: { deep: [{ api_key: reference(n) }] },
        },
}));
const literals = CANARIES.map((secret, n) => ({
  name: `c${n}`,
  type: 'postgres',
  connection_details: {
    host: 'localhost',
    username: 'u',
    ...(n % 2 === 0 ? { password: secret } : { extra_options: { list: [{ token: secret }] } }),
  },
}));
const connections = (list: unknown): string => JSON.stringify({ connections: list }, null, 2);

const sqlFile =
  (text: string) =>
  (scratch: Scratch): void => {
    scratch.write(`${FOLDER}/pipeline.json`, pipeline([{ type: 'TransformSQL', sql_file_location: 'x.sql' }]));
    scratch.write(`${FOLDER}/x.sql`, text);
  };
const text = (secret: string): string => `'${secret.replaceAll("'", "''")}'`;
const INGEST = {
  type: 'IngestCSV',
  name: 'lines',
  file_location: 'data/*.csv',
  schema: { id: 'BIGINT' },
  additional_attributes: { header: 'true', multiLine: 'true' },
};

/** Ways to fail with a secret near; those with references leave it where they say, and a message could repeat it. */
const FAILURES: Record<string, { connections: string; change?: (scratch: Scratch) => void; lake: boolean }> = {
  'nothing fails': { connections: connections(references), lake: true },
  'plain text in secret fields': { connections: connections(literals), lake: true },
  'plain text that breaks the JSON': { connections: connections(literals).slice(0, -30), lake: true },
  'plain text and a comma too few': { connections: connections(literals).replaceAll('",\n', '"\n'), lake: true },
  'plain text under a key twice': {
    connections: connections(literals).replaceAll('"username": "u",', '"username": "u", "username": "u",'),
    lake: true,
  },
  'plain text in a list instead of an object': { connections: JSON.stringify({ connections: CANARIES }), lake: true },
  'plain text as the password of a URL': {
    connections: connections(
      CANARIES.map((secret, n) => ({
        name: `c${n}`,
        type: 'postgres',
        connection_details: { host_url: `postgres://u:${encodeURIComponent(secret)}@localhost/db` },
      })),
    ),
    lake: true,
  },
  'plain text as a number of options': {
    connections: connections(
      CANARIES.map((secret, n) => ({
        name: `c${n}`,
        type: 'postgres',
        connection_details: { host: 'localhost', password: [secret], port: 'x' },
      })),
    ),
    lake: true,
  },
  'references to nothing': { connections: connections(references).replaceAll('SECRET_', 'MISSING_'), lake: true },
  'a cast of the secret': {
    connections: connections(references),
    change: sqlFile(
      `SELECT CAST(x AS INTEGER) AS a FROM (VALUES ${CANARIES.map((secret) => `(${text(secret)})`).join(', ')}) t(x)`,
    ),
    lake: true,
  },
  'an error that says the secret': {
    connections: connections(references),
    change: sqlFile(`SELECT error(${CANARIES.map(text).join(" || ' ' || ")}) AS a`),
    lake: true,
  },
  'a syntax error beside the secret': {
    connections: connections(references),
    change: sqlFile(CANARIES.map((secret) => `SELEC ${text(secret)}`).join(', ')),
    lake: true,
  },
  'an unknown function on the secret': {
    connections: connections(references),
    change: sqlFile(`SELECT ${CANARIES.map((secret) => `nope(${text(secret)})`).join(', ')}`),
    lake: true,
  },
  'a dataset named as the secret': {
    connections: connections(references),
    change: sqlFile(`SELECT * FROM "${CANARIES[1]}"`),
    lake: true,
  },
  'a step named as the secret': {
    connections: connections(references),
    change: (scratch) =>
      scratch.write(
        `${FOLDER}/pipeline.json`,
        pipeline(CANARIES.map((name) => ({ type: 'TransformSQL', name, sql: 'SELECT 1 AS a' }))),
      ),
    lake: true,
  },
  'an unknown key named as the secret': {
    connections: connections(references),
    change: (scratch) =>
      scratch.write(
        `${FOLDER}/pipeline.json`,
        pipeline([{ ...INGEST, ...Object.fromEntries(CANARIES.map((key) => [key, 1])) }]),
      ),
    lake: true,
  },
  'options that are the secret': {
    connections: connections(references),
    change: (scratch) =>
      scratch.write(
        `${FOLDER}/pipeline.json`,
        pipeline([{ ...INGEST, additional_attributes: { header: CANARIES[1], sep: CANARIES[2], mode: CANARIES[3] } }]),
      ),
    lake: true,
  },
  'a file named as the secret': {
    connections: connections(references),
    change: (scratch) =>
      scratch.write(`${FOLDER}/pipeline.json`, pipeline([{ ...INGEST, file_location: `nowhere/${CANARIES[1]}.csv` }])),
    lake: true,
  },
  'a check that says the secret': {
    connections: connections(references),
    change: (scratch) =>
      scratch.write(
        `${FOLDER}/pipeline.json`,
        pipeline([
          INGEST,
          {
            type: 'Validations',
            query: 'SELECT * FROM input',
            fail_threshold: 0,
            fail_alerts: { fail_message: CANARIES.join(' | ') },
          },
        ]),
      ),
    lake: false,
  },
  'rows that hold the secret': {
    connections: connections(references),
    change: (scratch) =>
      scratch.write(
        `${FOLDER}/data/2.csv`,
        `id\n${CANARIES.map((secret) => `"${secret.replaceAll('"', '""')}"`).join('\n')}\n`,
      ),
    lake: false,
  },
  'rows that hold the secret and stop the run': {
    connections: connections(references),
    change: (scratch) => {
      scratch.write(
        `${FOLDER}/pipeline.json`,
        pipeline([
          { ...INGEST, additional_attributes: { header: 'true', multiLine: 'true', mode: 'FAILFAST' } },
          { type: 'Print' },
        ]),
      );
      scratch.write(
        `${FOLDER}/data/1.csv`,
        `id\n${CANARIES.map((secret) => `"${secret.replaceAll('"', '""')}"`).join('\n')}\n`,
      );
    },
    lake: false,
  },
};

describe(`40 secrets × ${COMMANDS.length} commands`, () => {
  it.each(Object.entries(FAILURES))('%s: in no output and no file', async (_, failure) => {
    const scratch = new Scratch({
      [`${FOLDER}/pipeline.json`]: pipeline([INGEST]),
      [`${FOLDER}/data/1.csv`]: 'id\n1\n',
      ...FILES,
    });
    await mesh(scratch.root, ['run']);
    scratch.write('connection-properties.json', failure.connections);
    failure.change?.(scratch);
    const hits: string[] = [];
    for (const command of COMMANDS) {
      for (const more of MODES) {
        const { exit, stdout, stderr } = await mesh(scratch.root, [...command, ...more], ENV);
        for (const [stream, output] of Object.entries({ stdout, stderr })) {
          const hit = leaked(output);
          if (hit >= 0)
            hits.push(
              `${[...command, ...more].join(' ')} (exit ${exit}): secret ${hit} in ${stream}: ${excerpt(output, hit)}`,
            );
        }
      }
    }
    for (const folder of failure.lake ? ['.mesh', 'lake'] : ['.mesh']) {
      for (const [path, bytes] of contents(join(scratch.root, folder))) {
        const hit = leaked(Buffer.from(bytes, 'latin1').toString('utf8'));
        if (hit >= 0) hits.push(`secret ${hit} in ${path}`);
      }
    }
    await scratch.dispose();
    expect(hits).toEqual([]);
  });
});

function excerpt(output: string, canary: number): string {
  const form = FORMS[canary]?.find((candidate) => output.includes(candidate)) ?? '';
  const at = output.indexOf(form);
  return output.slice(Math.max(0, at - 60), at + form.length + 40);
}
