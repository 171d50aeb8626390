/**
 * Functions of DuckDB 1.5 by what the gate does with them. A test compares the lists with
 * `duckdb_functions().stability`, so that a new engine version cannot add one unseen.
 */

/** Table functions that make rows from their arguments alone. */
export const TABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  'range',
  'generate_series',
  'unnest',
  'repeat',
  'repeat_row',
  'json_each',
  'json_tree',
]);

/** Scalar functions whose result differs from call to call or from run to run. */
export const VOLATILE_FUNCTIONS: ReadonlySet<string> = new Set([
  'ago',
  'current_date',
  'current_localtime',
  'current_localtimestamp',
  'current_time',
  'current_timestamp',
  'gen_random_uuid',
  'get_current_time',
  'get_current_timestamp',
  'localtime',
  'localtimestamp',
  'now',
  'random',
  'today',
  'transaction_timestamp',
  'txid_current',
  'uuid',
  'uuidv4',
  'uuidv7',
]);

/** The same without brackets: the parser hands them over as column names. */
export const VOLATILE_KEYWORDS: ReadonlySet<string> = new Set([
  'current_date',
  'current_time',
  'current_timestamp',
  'localtime',
  'localtimestamp',
]);

/** Functions that read or change the engine's own state: its settings, variables, sequences, catalog and log. */
export const REFUSED_FUNCTIONS: ReadonlySet<string> = new Set([
  'current_catalog',
  'current_connection_id',
  'current_database',
  'current_query',
  'current_query_id',
  'current_role',
  'current_schema',
  'current_schemas',
  'current_setting',
  'current_transaction_id',
  'current_user',
  'currval',
  'get_block_size',
  'getenv',
  'getvariable',
  'in_search_path',
  'nextval',
  'pg_get_viewdef',
  'pg_postmaster_start_time',
  'pg_sleep',
  'session_user',
  'setseed',
  'sleep_ms',
  'stats',
  'write_log',
]);
