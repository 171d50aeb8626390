import { join } from 'node:path';
import { parseAddress } from '../../model/address';
import type { Destination, ExportDestination, SchemaEvolution, TableDestination, WriteMode } from '../../model/job';
import { isRecord } from '../read/document';
import { pointerTo } from '../read/pointer';
import { nameProblem } from '../name-check';
import { didYouMean, quoted } from '../suggestion';
import type { CommandUse } from './command-reader';
import type { JobContext } from './job-context';

/** Turns a valid command of `destination` into a destination; undefined where a finding stands in the way. */
export function readDestination(context: JobContext, use: CommandUse): Destination | undefined {
  return use.command.destination ? exportTo(context, use) : tableOf(context, use);
}

/** The destination of a job that names none: the folder's own address, replaced. */
export function ownTable(context: JobContext, pointer: string): TableDestination | undefined {
  const { place, findings } = context;
  if (place.kind !== 'dataset') return undefined;
  return {
    kind: 'table',
    position: findings.document.position(pointer),
    table: place.id,
    location: place.location,
    mode: 'overwrite',
    schemaEvolution: 'evolve',
    partitionBy: [],
  };
}

function exportTo(
  { findings }: JobContext,
  { command, config, at, pointer }: CommandUse,
): ExportDestination | undefined {
  const attributes = config['additional_attributes'];
  const inAttributes = isRecord(attributes) && 'mode' in attributes && !('mode' in config);
  const given = inAttributes ? attributes['mode'] : (config['mode'] ?? 'overwrite');
  const place = inAttributes ? pointerTo(at('additional_attributes'), 'mode') : at('mode');
  const modes = command.destination?.can.modes ?? [];
  const mode = modes.find((one) => one === given);
  if (mode === undefined) {
    const known = findings.issues.some(({ position }) => position?.pointer === place);
    const message = `${command.type} has no mode ${quoted(typeof given === 'string' ? given : JSON.stringify(given))}`;
    if (!known) findings.add('CONFIG_INVALID', place, message, { hint: `Modes: ${modes.join(', ')}.` });
    return undefined;
  }
  return { kind: 'export', position: findings.document.position(pointer), connector: command.type, config, mode };
}

function tableOf(context: JobContext, use: CommandUse): TableDestination | undefined {
  const { config, at, pointer } = use;
  const evolution = attributeEvolution(context, use);
  const table = config['table_name'];
  if (typeof table !== 'string' || table === '') return undefined;
  const location = tableLocation(context, table, at('table_name'));
  if (location === undefined) return undefined;
  const mode = config['mode'] as WriteMode;
  const columns: unknown = config['partition_by'];
  const partitionBy = Array.isArray(columns) ? columns.filter((column) => typeof column === 'string') : [];
  const twice = partitionBy.findIndex(
    (column, i) => partitionBy.findIndex((one) => one.toLowerCase() === column.toLowerCase()) !== i,
  );
  if (twice >= 0)
    context.findings.add(
      'CONFIG_INVALID',
      pointerTo(at('partition_by'), twice),
      `the column ${quoted(partitionBy[twice] ?? '')} stands here twice`,
    );
  return {
    kind: 'table',
    position: context.findings.document.position(pointer),
    table,
    location,
    mode,
    schemaEvolution:
      (config['schema_evolution'] as SchemaEvolution | undefined) ??
      evolution ??
      (mode === 'append' ? 'freeze' : 'evolve'),
    partitionBy,
  };
}

function tableLocation({ findings, place }: JobContext, table: string, pointer: string): string | undefined {
  const address = parseAddress(table);
  if (place.kind === 'dataset') {
    if (table === place.id) return place.location;
    if (table.includes('.')) {
      findings.add('NAME_INVALID', pointer, `this file writes ${place.id}; ${quoted(table)} is another table`, {
        hint: didYouMean(table, [place.id]) ?? `Write ${place.id}, or a bare name for a table of this file only.`,
      });
      return undefined;
    }
  } else if (address) {
    return join(place.lake, address.domain, address.layer, address.dataset);
  }
  const problem = nameProblem('table', table);
  if (problem !== undefined) {
    findings.add('NAME_INVALID', pointer, problem);
    return undefined;
  }
  return place.kind === 'dataset' ? join(place.location, '_private', table) : join(place.lake, table);
}

const SPARK_OPTIONS = ['format', 'mergeSchema', 'overwriteSchema'];

function attributeEvolution({ findings }: JobContext, { config, at }: CommandUse): SchemaEvolution | undefined {
  const attributes = config['additional_attributes'];
  if (!isRecord(attributes)) return undefined;
  let evolution: SchemaEvolution | undefined;
  for (const [key, value] of Object.entries(attributes)) {
    const place = pointerTo(at('additional_attributes'), key);
    const text = typeof value === 'string' || typeof value === 'boolean' ? String(value).toLowerCase() : '';
    if (!SPARK_OPTIONS.includes(key)) {
      findings.add('CONFIG_INVALID', place, `the attribute ${quoted(key)} is not known to a table`, {
        hint: didYouMean(key, SPARK_OPTIONS) ?? `Known attributes: ${SPARK_OPTIONS.join(', ')}.`,
        key: true,
      });
    } else if (key === 'format' && text !== 'delta') {
      findings.add('CONFIG_INVALID', place, `this version writes tables in the format delta only`);
    } else if (key !== 'format' && text !== 'true' && text !== 'false') {
      findings.add('CONFIG_INVALID', place, `the attribute "${key}" must be true or false`);
    } else if (key !== 'format') evolution = text === 'true' ? 'evolve' : (evolution ?? 'freeze');
  }
  return evolution;
}
