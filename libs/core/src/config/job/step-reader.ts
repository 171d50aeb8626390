import type {
  ChangedFilePolicy,
  FilterStep,
  IngestStep,
  PrintStep,
  Step,
  TransformStep,
  ValidationStep,
} from '../../model/job';
import { isRecord } from '../read/document';
import { INGEST } from '../commands/command';
import { readAlerts } from './alerts';
import type { CommandUse } from './command-reader';
import { readDeclaredSchema } from './declared-schema';
import type { JobContext } from './job-context';
import { readSql } from './sql-source';
import { parseThreshold } from './threshold';

/** Turns a valid command of `execution` into a step; undefined where a finding stands in the way. */
export function readStep(context: JobContext, use: CommandUse, name: string): Step | undefined {
  const base = { name, position: context.findings.document.position(use.pointer) };
  if (use.command.source) return ingest(context, use, base);
  switch (use.command.type) {
    case 'TransformSQL':
      return transform(context, use, base);
    case 'Validations':
      return validation(context, use, base);
    case 'Data_filter':
      return filter(context, use, base);
    default:
      return print(use, base);
  }
}

type Base = Pick<Step, 'name' | 'position'>;

function ingest({ findings }: JobContext, { command, config, at }: CommandUse, base: Base): IngestStep {
  const fields = readDeclaredSchema(findings, at('schema'), config['schema']);
  const onChangedFile = (config['on_changed_file'] ?? 'fail') as ChangedFilePolicy;
  const own = command.source?.schema['properties'];
  for (const key of Object.keys(INGEST)) {
    if (!isRecord(own) || !(key in own)) delete config[key];
  }
  return { ...base, kind: 'ingest', connector: command.type, config, onChangedFile, ...(fields && { schema: fields }) };
}

function transform(context: JobContext, use: CommandUse, base: Base): TransformStep | undefined {
  const sql = readSql(context, use, 'sql', 'sql_file_location');
  return sql && { ...base, kind: 'transform', sql, volatile: use.config['volatile'] === 'skip' ? 'skip' : 'run' };
}

function validation(context: JobContext, use: CommandUse, base: Base): ValidationStep | undefined {
  const { config, at } = use;
  const sql = readSql(context, use, 'query', 'query_location');
  const [fail, warn] = (['fail_threshold', 'warn_threshold'] as const).map((key) => {
    if (typeof config[key] !== 'string' && typeof config[key] !== 'number') return undefined;
    const threshold = parseThreshold(config[key]);
    if (!threshold) context.findings.add('CONFIG_INVALID', at(key), `"${key}" is a share of at most 100%`);
    return threshold;
  });
  const failMessage = readAlerts(context.findings, at('fail_alerts'), config['fail_alerts']);
  const warnMessage = readAlerts(context.findings, at('warning_alerts'), config['warning_alerts']);
  if (!sql) return undefined;
  const given = 'fail_threshold' in config || 'warn_threshold' in config;
  return {
    ...base,
    kind: 'validation',
    sql,
    ...(given ? fail && { fail } : { fail: { rows: 0 } }),
    ...(warn && { warn }),
    ...(failMessage !== undefined && { failMessage }),
    ...(warnMessage !== undefined && { warnMessage }),
  };
}

function filter(context: JobContext, use: CommandUse, base: Base): FilterStep | undefined {
  const sql = readSql(context, use, 'query', 'query_location');
  const badData = use.config['bad_data'];
  return sql && { ...base, kind: 'filter', sql, ...(typeof badData === 'string' && { badData }) };
}

function print({ config }: CommandUse, base: Base): PrintStep {
  return { ...base, kind: 'print', limit: typeof config['limit'] === 'number' ? config['limit'] : 20 };
}
