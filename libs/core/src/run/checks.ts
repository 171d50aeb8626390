import { MeshError } from '../errors';
import type { FilterStep, Threshold, ValidationStep } from '../model/job';
import type { Issue } from '../model/issue';
import type { Relation } from '../ports';
import { exportBadData } from './bad-data';
import { addQuarantine, quarantineFile } from './ingest';
import type { Current, JobRun } from './job-run';
import { query } from './query';

/** Counts the offending rows; over the fail threshold they are kept as pending and the job ends. */
export async function validation(run: JobRun, step: ValidationStep, input: Current): Promise<void> {
  const offending = await query(run, step.sql);
  const found = await run.scope.count(offending);
  const checked = input.rows ?? (await run.scope.count(input.relation));
  const share = checked === 0 ? 0 : found / checked;
  const counted = `${found} of ${checked} rows (${(share * 100).toFixed(2)} %)`;
  if (step.fail && exceeds(step.fail, found, share)) {
    await keepPending(run, step, offending);
    const message = `${step.failMessage ?? `the check \`${step.name}\` failed`}: ${counted} offend, more than ${spell(step.fail)}`;
    throw new MeshError('THRESHOLD', message, { position: step.sql.position, hint: `See \`mesh quarantine list ${run.address}\`.` });
  }
  if (step.warn && exceeds(step.warn, found, share)) {
    const issue: Issue = {
      code: 'THRESHOLD',
      severity: 'warning',
      message: `${step.warnMessage ?? `the check \`${step.name}\` warns`}: ${counted} offend, more than ${spell(step.warn)}`,
      position: step.sql.position,
      address: run.address,
    };
    run.issues.push(issue);
    run.context.emit({ type: 'warning', at: run.context.host.now().toISOString(), issue });
  }
}

/** The rows that stay; the refused ones go to the quarantine and, where given, to `bad_data`. */
export async function filter(run: JobRun, step: FilterStep, input: Current): Promise<Pick<Current, 'relation' | 'rows'>> {
  const refused = await query(run, step.sql);
  const kept = await run.scope.except(input.relation, refused);
  const target = { file: await quarantineFile(run, step.name), run: run.run, rule: step.name, reason: `refused by the filter ${step.name}` };
  const rows = await run.scope.quarantine(refused, target);
  if (rows > 0) {
    addQuarantine(run, step.name, rows);
    run.rows.quarantined += rows;
    if (step.badData) await exportBadData(run, refused, step.name, step.badData);
  }
  return { relation: kept, ...(input.rows !== undefined && { rows: input.rows - rows }) };
}

function exceeds(threshold: Threshold, rows: number, share: number): boolean {
  return 'rows' in threshold ? rows > threshold.rows : share > threshold.share;
}

function spell(threshold: Threshold): string {
  return 'rows' in threshold ? `${threshold.rows} rows` : `${threshold.share * 100} %`;
}

async function keepPending(run: JobRun, step: ValidationStep, offending: Relation): Promise<void> {
  if (!run.table) return;
  const target = { file: await quarantineFile(run, step.name), run: run.run, rule: step.name, reason: step.failMessage ?? `offends the check ${step.name}` };
  const rows = await run.scope.quarantine(offending, target);
  addQuarantine(run, step.name, rows);
  await run.table.keepPending(run.run, [...run.entries.values()].flatMap((entry) => (entry?.kind === 'quarantine' ? [entry] : [])));
}
