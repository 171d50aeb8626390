import type { Destination, Job, LeftOutStep, Step } from '../../model/job';
import { nameProblem } from '../name-check';
import { isRecord } from '../read/document';
import { pointerTo } from '../read/pointer';
import { schemaFindings } from '../schema-validator';
import { quoted } from '../suggestion';
import { readAlerts } from './alerts';
import { readCommand, type CommandUse } from './command-reader';
import { ownTable, readDestination } from './destination-reader';
import type { JobContext } from './job-context';
import { JOB_SHAPE, LATER_JOB_KEYS } from './job-shape';
import { readStep } from './step-reader';

/** Reads one job object; what cannot be understood is reported and left out. */
export function readJob(context: JobContext, value: unknown, pointer: string): Job | undefined {
  const { findings } = context;
  if (!isRecord(value)) {
    findings.add('CONFIG_INVALID', pointer, 'a job must be an object with the key "execution"');
    return undefined;
  }
  reportShape(context, value, pointer);
  const { steps, leftOut } = readSteps(context, value['execution'], pointerTo(pointer, 'execution'));
  for (const [key, member] of [
    ['fail_alerts', 'failMessage'],
    ['warning_alerts', 'warnMessage'],
  ] as const) {
    const message = readAlerts(findings, pointerTo(pointer, key), value[key]);
    if (message === undefined) continue;
    for (const step of steps) if (step.kind === 'validation') step[member] ??= message;
  }
  const destinations = readDestinations(context, value['destination'], pointer);
  checkModes(context, steps, destinations);
  return {
    position: findings.document.position(pointer),
    steps,
    destinations,
    ...(leftOut.length > 0 && { leftOut }),
  };
}

/** A source can rule modes out: one that cannot tell new rows from old ones does not append. */
function checkModes({ findings, commands }: JobContext, steps: Step[], destinations: Destination[]): void {
  for (const step of steps) {
    if (step.kind !== 'ingest') continue;
    const source = commands.commands.find(({ type }) => type === step.connector)?.source;
    for (const { kind, mode, position } of destinations) {
      if (kind !== 'table' || !source || source.can.modes.includes(mode)) continue;
      findings.add(
        'CONFIG_INVALID',
        position.pointer ?? '',
        `rows of ${step.connector} cannot be written with the mode "${mode}"`,
        {
          hint: `Modes: ${source.can.modes.join(', ')}.`,
        },
      );
    }
  }
}

function reportShape({ findings }: JobContext, value: Record<string, unknown>, pointer: string): void {
  for (const found of schemaFindings(JOB_SHAPE, value)) {
    const key = found.key ? (Object.keys(value).find((one) => found.pointer === pointerTo('', one)) ?? '') : '';
    const later = LATER_JOB_KEYS.has(key.toLowerCase());
    const message = later ? `this version of mu-mesh does not have ${quoted(key)} of a job yet` : found.message;
    findings.add('CONFIG_INVALID', pointer + found.pointer, message, {
      hint: later ? 'Leave it out.' : found.hint,
      key: found.key,
    });
  }
}

function readSteps(context: JobContext, list: unknown, pointer: string): { steps: Step[]; leftOut: LeftOutStep[] } {
  if (!Array.isArray(list)) return { steps: [], leftOut: [] };
  const failed: boolean[] = [];
  const uses = list.map((item, i) => {
    const mark = context.findings.issues.length;
    const use = readCommand(context, 'execution', item, pointerTo(pointer, i));
    failed.push(context.findings.failedSince(mark));
    return use;
  });
  const names = new Set(uses.flatMap((use) => (use?.name === undefined ? [] : [use.name])));
  const seen = new Set<string>();
  const steps: Step[] = [];
  const leftOut: LeftOutStep[] = [];
  uses.forEach((use, i) => {
    if (!use) {
      leftOut.push(unread(list[i], steps.length));
      return;
    }
    if (use.name !== undefined) checkName(context, use, use.name, seen);
    if (i === 0 && ['Validations', 'Data_filter', 'Print'].includes(use.command.type)) {
      context.findings.add(
        'CONFIG_INVALID',
        use.pointer,
        `${use.command.type} is the first step and has no rows to look at`,
        {
          hint: 'Let an ingest or a TransformSQL come first.',
        },
      );
    }
    const step = readStep(context, use, use.name ?? generatedName(i + 1, names));
    if (step && !failed[i]) steps.push(step);
    else if (!['Validations', 'Print'].includes(use.command.type))
      leftOut.push({ before: steps.length, ...(use.name !== undefined && { name: use.name }) });
  });
  return { steps, leftOut };
}

function unread(command: unknown, before: number): LeftOutStep {
  const name = isRecord(command) ? command['name'] : undefined;
  return { before, ...(typeof name === 'string' && { name }) };
}

function generatedName(number: number, taken: Set<string>): string {
  let name = `step_${number}`;
  for (let i = 2; taken.has(name); i += 1) name = `step_${number}_${i}`;
  taken.add(name);
  return name;
}

function checkName({ findings, domains }: JobContext, use: CommandUse, name: string, seen: Set<string>): void {
  const pointer = use.at('name');
  const problem = nameProblem('step', name);
  if (problem !== undefined) findings.add('NAME_INVALID', pointer, problem);
  else if (domains.has(name))
    findings.add('NAME_INVALID', pointer, `the step ${quoted(name)} has the name of a domain`, {
      hint: 'Choose another name.',
    });
  else if (seen.has(name))
    findings.add('NAME_INVALID', pointer, `another step of this job is called ${quoted(name)}`, {
      hint: 'Choose another name.',
    });
  seen.add(name);
}

function readDestinations(context: JobContext, list: unknown, pointer: string): Destination[] {
  if (list === undefined || list === null || (Array.isArray(list) && list.length === 0)) {
    const own = ownTable(context, pointer);
    return own ? [own] : [];
  }
  if (!Array.isArray(list)) return [];
  return list.flatMap((item, i) => {
    const mark = context.findings.issues.length;
    const use = readCommand(context, 'destination', item, pointerTo(pointerTo(pointer, 'destination'), i));
    const destination = use && readDestination(context, use);
    return destination && !context.findings.failedSince(mark) ? [destination] : [];
  });
}
