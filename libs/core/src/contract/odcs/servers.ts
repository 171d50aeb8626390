import type { JsonSchema } from '../../ports';
import type { Keys, OdcsBuilder } from './builder';

/**
 * Kinds of servers with their keys: `!` required, `:port` a number, since 3.2 also text, `:uri` a URL. Behind `@` the
 * version that added the kind or key; `@3.1!` behind a key: required up to then.
 */
const KINDS = `
api: location!:uri
athena: catalog regionName schema! stagingDir:uri@3.1! workgroup@3.2
azure: delimiter:delimiter encoding@3.2 format!:format location!:uri
bigquery: dataset! project!
clickhouse: database! host! port!:port
databricks: catalog! host schema!
denodo: database host! port!:port
dremio: host! port!:port schema
duckdb: database! schema:duckdb
glue: account! database! encoding@3.2 format location:uri
cloudsql: database! host! port!:port schema!
db2: database! host! port!:port schema
hive@3.1: database! host! port:port
impala@3.1: database! host! port:port
informix: database! host! port:port
zen@3.1: database! host! port:port
btrieve@3.2: database! host! port:port
exasol@3.2: host! port:port schema
fastobjects@3.2: database! host port:port
hana@3.2: database host! port:port schema
iceberg@3.2: catalog! catalogUrl!:uri namespace warehouse
ingres@3.2: database! host! port:port
poet@3.2: database! host port:port
teradata@3.2: database host! port:port
vectorwise@3.2: database! host! port:port
versant@3.2: database! host port:port
custom: account catalog database dataset delimiter encoding@3.2 endpointUrl:uri format host location:uri path port:port project region regionName schema serviceName stagingDir stream@3.1 warehouse
kafka: encoding@3.2 format host!
kinesis: encoding@3.2 format region
local: encoding@3.2 format! path!
mysql: database! host! port!:port
oracle: host! port!:port serviceName!
postgresql: database! host! port!:port schema!
postgres: database! host! port!:port schema!
presto: catalog host! schema
pubsub: project!
redshift: account database! host region schema!
s3: delimiter:delimiter encoding@3.2 endpointUrl:uri format:format location!:uri
sftp: delimiter:delimiter encoding@3.2 format:format location!:sftp
snowflake: account! database! host port:port schema! warehouse
sqlserver: database! host! port:port schema!
synapse: database! host! port!:port
trino: catalog! host! port!:port schema!
vertica: database! host! port!:port schema!
`;

const KEY = /^([A-Za-z]+)(!)?(?::([a-z]+))?(?:@(3\.\d)(!)?)?$/;

/** Where the data lies: definitions of the servers, one for each kind, and the one that chooses among them. */
export function serverDefinitions(builder: OdcsBuilder): Record<string, JsonSchema> {
  const kinds = KINDS.trim()
    .split('\n')
    .flatMap((line) => {
      const [, kind = '', since = '3.0', keys = ''] = /^([a-z0-9]+)(?:@(3\.\d))?: (.*)$/.exec(line) ?? [];
      return builder.version >= since ? [{ kind, keys: keys.split(' ') }] : [];
    });
  const base = baseKeys(
    builder,
    kinds.map(({ kind }) => kind),
  );
  const definitions: Record<string, JsonSchema> = {
    Server: {
      ...builder.object('Where the data lies.', base, { required: ['server', 'type'], open: 'all' }),
      allOf: kinds.map(({ kind }) => ({
        if: { properties: { type: { const: kind } }, required: ['type'] },
        then: { $ref: `#/$defs/Server-${kind}` },
      })),
    },
  };
  for (const { kind, keys } of kinds) definitions[`Server-${kind}`] = kindDefinition(builder, kind, keys, base);
  return definitions;
}

function baseKeys(builder: OdcsBuilder, kinds: string[]): Keys {
  return {
    ...builder.id,
    server: 'Its name.',
    type: builder.choice(kinds, 'Its kind.'),
    description: 'What it is for.',
    environment: 'prod, dev and so on.',
    roles: builder.list('Role', 'Who gets access.'),
    ...builder.customProperties,
  };
}

function kindDefinition(builder: OdcsBuilder, kind: string, keys: string[], base: Keys): JsonSchema {
  const own: Keys = {};
  const required: string[] = [];
  for (const key of keys) {
    const [, name = '', needed, form = 'text', version, formerly] = KEY.exec(key) ?? [];
    const isFormer = formerly !== undefined && version !== undefined;
    if (version !== undefined && !isFormer && builder.version < version) continue;
    own[name] = { ...keyForm(builder, form), description: `Its ${words(name)}.` };
    if (needed !== undefined || (isFormer && builder.version <= version)) required.push(name);
  }
  const known = Object.fromEntries(
    Object.entries(builder.keys(base)).map(([key, { description }]) => [key, { description }]),
  );
  return builder.object(`A server of the kind ${kind}.`, { ...own, ...known }, { required, open: '3.0' });
}

function keyForm({ version }: OdcsBuilder, form: string): JsonSchema {
  const text = { type: 'string' };
  switch (form) {
    case 'uri':
      return { ...text, format: 'uri' };
    case 'sftp':
      return { ...text, format: 'uri', pattern: '^sftp://.*' };
    case 'port':
      return { type: version === '3.2' ? ['integer', 'string'] : 'integer' };
    case 'duckdb':
      return { type: version === '3.0' ? 'integer' : 'string' };
    case 'format':
      return version === '3.0' ? { enum: ['parquet', 'delta', 'json', 'csv'] } : text;
    case 'delimiter':
      return version === '3.0' ? { enum: ['new_line', 'array'] } : text;
    default:
      return text;
  }
}

/** `regionName` → `region name`. */
function words(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
