import { basename, extname } from 'node:path';
import type { Job } from '../../model/job';
import { pointerTo } from '../read/pointer';
import { quoted } from '../suggestion';
import type { JobContext } from './job-context';
import { readJob } from './job-reader';

/** Reads the value of a job file: one job, or a list that runs in order. */
export function readJobs(context: JobContext): Job[] {
  const { findings } = context;
  const { value } = findings.document;
  if (value === undefined) return [];
  if (Array.isArray(value) && value.length === 0) {
    findings.add('CONFIG_INVALID', '', 'the file holds no job', { hint: 'Write { "execution": […] }.' });
    return [];
  }
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const mark = findings.issues.length;
  const read = list.map((item, i) => readJob(context, item, Array.isArray(value) ? pointerTo('', i) : ''));
  const jobs = read.filter((job) => job !== undefined);
  checkBadData(context, jobs);
  if (!findings.failedSince(mark)) checkTables(context, jobs);
  return jobs;
}

/** A file holds the rows of one filter: the second one of a run would replace those of the first. */
function checkBadData({ findings }: JobContext, jobs: readonly Job[]): void {
  const taken = new Map<string, string>();
  for (const step of jobs.flatMap((job) => job.steps)) {
    if (step.kind !== 'filter' || step.badData === undefined || extname(step.badData) === '') continue;
    const other = taken.get(step.badData);
    if (other === undefined) taken.set(step.badData, step.name);
    else
      findings.add(
        'CONFIG_INVALID',
        pointerTo(step.position.pointer ?? '', 'bad_data'),
        `the filter ${quoted(other)} keeps its rows in ${quoted(basename(step.badData))} too, and one would replace those of the other`,
        { hint: 'Give each a file of its own, or both a folder: each filter has files of its own there.' },
      );
  }
}

/** In a workspace each job writes one table; the last one's is the folder's own address, the others' are private. */
function checkTables({ findings, place }: JobContext, jobs: Job[]): void {
  const written = new Set<string>();
  jobs.forEach((job, i) => {
    const pointer = job.position.pointer ?? '';
    const tables = job.destinations.filter((destination) => destination.kind === 'table');
    for (const step of job.steps) {
      if (!written.has(step.name)) continue;
      const at = step.position.pointer ?? pointer;
      findings.add(
        'NAME_INVALID',
        at,
        `the step ${quoted(step.name)} has the name of a table that an earlier job of this file writes`,
        { hint: 'Choose another name.' },
      );
    }
    for (const { table, position } of tables) {
      if (written.has(table))
        findings.add(
          'CONFIG_INVALID',
          position.pointer ?? pointer,
          `the table ${quoted(table)} is written twice by this file`,
        );
      written.add(table);
    }
    if (place.kind !== 'dataset') return;
    if (tables.length !== 1) {
      const message =
        tables.length === 0
          ? 'a job of a dataset needs a table among its destinations'
          : 'a job of a dataset writes one table only';
      findings.add('CONFIG_INVALID', pointerTo(pointer, 'destination'), message, {
        hint: 'Keep one DestinationDefaultCatalog.',
      });
      return;
    }
    const last = i === jobs.length - 1;
    const own = tables[0]?.table === place.id;
    if (last === own) return;
    const message = last
      ? `the last job of this file must write ${place.id}`
      : `only the last job of this file may write ${place.id}`;
    findings.add('CONFIG_INVALID', tables[0]?.position.pointer ?? pointer, message, {
      hint: last ? `Set "table_name" to "${place.id}".` : 'Give this job a destination with a bare "table_name".',
    });
  });
}
