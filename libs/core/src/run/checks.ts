import { basename } from 'node:path';
import { MeshError } from '../errors';
import type { FilterStep, Threshold, ValidationStep } from '../model/job';
import type { Issue } from '../model/issue';
import type { Relation } from '../ports';
import { exportBadData } from './bad-data';
import { addQuarantine, quarantineFile } from './ingest';
import { checkFinished, type Current, type JobRun } from './job-run';
import { query } from './query';

/** Counts the offending rows; over the fail threshold they are kept as pending and the job ends. */
export async function validation(run: JobRun, step: ValidationStep, input: Current): Promise<void> {
  const offending = await query(run, step.sql);
  const found = await run.scope.count(offending);
  const checked = input.rows ?? (await run.scope.count(input.relation));
  const share = checked === 0 ? 0 : found / checked;
  report(run, step, { offending: found, checked, share });
  const counted = `${found} of ${checked} rows (${(share * 100).toFixed(2)} %)`;
  if (step.fail && exceeds(step.fail, found, share)) {
    await keepPending(run, step, offending);
    const message = `${step.failMessage ?? `the check \`${step.name}\` failed`}: ${counted} offend, more than ${spell(step.fail)}`;
    throw new MeshError('THRESHOLD', message, {
      position: step.sql.position,
      hint: `See \`mesh quarantine list ${run.address}\`.`,
    });
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
export async function filter(
  run: JobRun,
  step: FilterStep,
  input: Current,
): Promise<Pick<Current, 'relation' | 'rows'>> {
  const refused = await query(run, step.sql);
  const kept = await run.scope.except(input.relation, refused);
  const target = {
    file: await quarantineFile(run, step.name),
    run: run.run,
    rule: step.name,
    reason: `refused by the filter ${step.name}`,
  };
  const rows = await run.scope.quarantine(refused, target);
  const looked = input.rows === undefined ? {} : { checked: input.rows };
  checkFinished(run, {
    name: step.name,
    kind: 'filter',
    success: rows === 0,
    severity: 'warning',
    offending: rows,
    ...looked,
    expected: 'no rows refused',
    sql: step.sql.text,
  });
  if (rows > 0) {
    addQuarantine(run, step.name, rows);
    run.rows.quarantined += rows;
    if (step.badData) await exportBadData(run, refused, basename(target.file, '.parquet'), step.badData);
  }
  return { relation: kept, ...(input.rows !== undefined && { rows: input.rows - rows }) };
}

/** Without a threshold a check only counts: any row that offends is a finding. */
function report(
  run: JobRun,
  step: ValidationStep,
  { offending, checked, share }: { offending: number; checked: number; share: number },
): void {
  const thresholds = [step.fail, step.warn].filter((threshold) => threshold !== undefined);
  const broken = thresholds.find((threshold) => exceeds(threshold, offending, share));
  const success = thresholds.length > 0 ? broken === undefined : offending === 0;
  const judged = broken ?? step.fail ?? step.warn;
  checkFinished(run, {
    name: step.name,
    kind: 'validation',
    success,
    severity: judged !== undefined && judged === step.fail ? 'error' : 'warning',
    offending,
    checked,
    expected: judged ? `at most ${spell(judged)}` : 'no rows',
    sql: step.sql.text,
  });
}

function exceeds(threshold: Threshold, rows: number, share: number): boolean {
  return 'rows' in threshold ? rows > threshold.rows : share > threshold.share;
}

function spell(threshold: Threshold): string {
  return 'rows' in threshold ? `${threshold.rows} rows` : `${threshold.share * 100} %`;
}

async function keepPending(run: JobRun, step: ValidationStep, offending: Relation): Promise<void> {
  if (!run.table) return;
  const target = {
    file: await quarantineFile(run, step.name),
    run: run.run,
    rule: step.name,
    reason: step.failMessage ?? `offends the check ${step.name}`,
  };
  const rows = await run.scope.quarantine(offending, target);
  addQuarantine(run, step.name, rows);
  await run.table.keepPending(
    run.run,
    [...run.entries.values()].flatMap((entry) => (entry?.kind === 'quarantine' ? [entry] : [])),
  );
}
