import type { JsonSchema } from '../../ports';
import { OPENLINEAGE_SCHEMA } from './openlineage-schema';

const OWN: Record<string, JsonSchema> = {
  library: {
    type: 'string',
    default: 'duckdb',
    description:
      'The engine. This version has duckdb; spark of older files is answered with a warning and runs on duckdb.',
  },
  lake: { type: 'string', minLength: 1, default: 'lake', description: 'Folder of the tables, relative to this file.' },
  memory_limit: {
    type: 'string',
    default: '60%',
    description: 'What the engine may hold in memory before it spills to disk: "2GB", "512MiB" or a share, "60%".',
  },
  threads: {
    type: 'integer',
    minimum: 1,
    maximum: 1024,
    description: 'Threads of the engine. Default: the number of cores.',
  },
  allowed_paths: {
    type: 'array',
    items: { type: 'string', minLength: 1 },
    description: 'Folders that sources and exports may lie in, relative to this file. Default: anywhere.',
  },
  retention: {
    type: 'string',
    default: '7 days',
    description: 'How long the files of old versions are kept by vacuum: "7 days", "12 hours".',
  },
  unsafe: {
    type: 'boolean',
    default: false,
    description: 'Allows tables on file systems without hard links, where two writers may overwrite each other.',
  },
  openlineage: OPENLINEAGE_SCHEMA,
};

const SPARK: Record<string, JsonSchema> = Object.fromEntries(
  [
    'spark_master',
    'spark_app_name',
    'spark_executor_cores',
    'spark_executor_memory',
    'spark_driver_memory',
    'spark_sql.shuffle_partitions',
    'spark_event_log_dir',
  ].map((key) => [
    key,
    { type: ['string', 'number', 'boolean'], description: 'A setting of Spark; accepted, without effect on duckdb.' },
  ]),
);

const KEYS: Record<string, JsonSchema> = {
  $schema: { type: 'string', description: 'The JSON Schema of this file, for editors.' },
  ...OWN,
  ...SPARK,
  spark_conf: { type: 'object', description: 'Settings of Spark; accepted, without effect on duckdb.' },
};

const PATTERNS = {
  '^_': { description: 'A comment.' },
  '^spark[_.]': { description: 'A setting of Spark; accepted, without effect on duckdb.' },
};

/** What stands inside of `global_properties`, or in the file itself. */
export const GLOBAL_KEYS: JsonSchema = {
  type: 'object',
  properties: KEYS,
  patternProperties: PATTERNS,
  additionalProperties: false,
};

/** global-properties.json. */
export const GLOBAL_PROPERTIES_SCHEMA: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'global-properties.json of mu-mesh',
  description: 'Settings of a workspace; its folder is the workspace.',
  type: 'object',
  properties: {
    ...KEYS,
    global_properties: { ...GLOBAL_KEYS, description: 'The same keys, one level deeper, as older files have them.' },
  },
  patternProperties: PATTERNS,
  additionalProperties: false,
};
