import type { Command } from '../commands/command';
import { emptyRecord, isRecord } from '../read/document';
import { pointerSegments, pointerTo } from '../read/pointer';
import { schemaFindings } from '../schema-validator';
import { quoted } from '../suggestion';
import { plainAttributes } from './attributes';
import type { JobContext } from './job-context';
import { resolvePaths } from './paths';

/** One command of a job file under its present names. Its values can be wrong where findings say so. */
export interface CommandUse {
  command: Command;
  /** Without comments, `type` and `name`; paths absolute, `additional_attributes` an object. */
  config: Record<string, unknown>;
  name: string | undefined;
  pointer: string;
  /** The pointer of a key in the file, which may have it under an old name. */
  at(key: string): string;
}

/** Reads one command and reports what is wrong with it; undefined where it is not known what command it is. */
export function readCommand(
  context: JobContext,
  role: Command['role'],
  value: unknown,
  pointer: string,
): CommandUse | undefined {
  const { findings } = context;
  const mark = findings.issues.length;
  if (!isRecord(value)) {
    findings.add('CONFIG_INVALID', pointer, `a command must be an object with the key "type"`);
    return undefined;
  }
  const command = findCommand(context, role, value, pointer);
  if (!command) return undefined;
  const { config, originals } = renamed(context, command, value, pointer);
  const at = (key: string): string => pointerTo(pointer, originals.get(key) ?? key);
  const misshapen = new Set<string>();
  for (const found of schemaFindings(command.schema, config)) {
    const [first, ...rest] = pointerSegments(found.pointer);
    if (first !== undefined) misshapen.add(first);
    const place = first === undefined ? pointer : rest.reduce(pointerTo, at(first));
    findings.add('CONFIG_INVALID', place, found.message, { hint: found.hint, key: found.key });
  }
  const name = typeof config['name'] === 'string' ? config['name'] : undefined;
  delete config['type'];
  delete config['name'];
  const use: CommandUse = { command, config, name, pointer, at };
  const wellShaped = Object.fromEntries(Object.entries(config).filter(([key]) => !misshapen.has(key)));
  checkByConnector(context, { ...use, config: wellShaped });
  if (!findings.failedSince(mark)) plainAttributes(context, use);
  resolvePaths(context, use);
  return use;
}

function findCommand(
  context: JobContext,
  role: Command['role'],
  value: Record<string, unknown>,
  pointer: string,
): Command | undefined {
  const { findings, commands, connections } = context;
  const key = 'exec_type' in value ? 'exec_type' : 'type';
  const type = value[key];
  const place = pointerTo(pointer, key);
  if (typeof type !== 'string') {
    const message =
      type === undefined
        ? 'the key "type" is missing: it names the command'
        : `"${key}" must be text: it names the command`;
    findings.add('CONFIG_INVALID', place, message, { hint: 'Write "type": "IngestCSV", for example.' });
    return undefined;
  }
  if (key === 'exec_type' && 'type' in value && value['type'] !== 'sql') {
    findings.add(
      'CONFIG_INVALID',
      pointerTo(pointer, 'type'),
      'beside "exec_type" the "type" is the language of the check, which can be "sql" only',
    );
  }
  const command = commands.find(type, role);
  if (!('problem' in command)) return command;
  if (connections.has(type)) {
    findings.add('CONFIG_INVALID', place, `${quoted(type)} is a connection, not a command`, {
      hint: 'Name a command here; this version writes tables and files only.',
    });
  } else {
    findings.add('CONFIG_INVALID', place, command.problem, { hint: command.hint });
  }
  return undefined;
}

function renamed(context: JobContext, command: Command, value: Record<string, unknown>, pointer: string) {
  const config = emptyRecord();
  const originals = new Map<string, string>();
  for (const [key, member] of Object.entries(value)) {
    if (key.startsWith('_') || key === 'exec_type' || key === 'type') continue;
    const present = command.keys.get(key) ?? key;
    if (present in config) {
      const message = `"${originals.get(present) ?? present}" and "${key}" say the same thing`;
      context.findings.add('CONFIG_INVALID', pointerTo(pointer, key), message, {
        hint: 'Keep one of them.',
        key: true,
      });
      continue;
    }
    config[present] = member;
    originals.set(present, key);
  }
  config['type'] = command.type;
  return { config, originals };
}

function checkByConnector({ findings }: JobContext, { command, config, pointer, at }: CommandUse): void {
  const connector = command.source ?? command.destination;
  for (const found of connector?.check?.(config) ?? []) {
    const [first, ...rest] = pointerSegments(found.pointer);
    const place = first === undefined ? pointer : rest.reduce(pointerTo, at(first));
    findings.add('CONFIG_INVALID', place, found.message, { hint: found.hint });
  }
}
