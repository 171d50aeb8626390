import type { Dataset, Job, SqlText, Step } from '../model/job';

/** A step that holds SQL, with where it stands. */
export interface Statement {
  dataset: Dataset;
  job: Job;
  /** Index of the job in its file. */
  jobIndex: number;
  /** Index of the step in its job. */
  stepIndex: number;
  step: Step;
  sql: SqlText;
}

/** Every SQL statement of a dataset, in the order in which it runs. */
export function statementsOf(dataset: Dataset): Statement[] {
  return dataset.jobs.flatMap((job, jobIndex) =>
    job.steps.flatMap((step, stepIndex) => {
      const sql = sqlOf(step);
      return sql ? [{ dataset, job, jobIndex, stepIndex, step, sql }] : [];
    }),
  );
}

/** The SQL of a step, where it has some. */
export function sqlOf(step: Step): SqlText | undefined {
  return 'sql' in step ? step.sql : undefined;
}

/** Whether later steps can read it: validations and prints hand on what they were given. */
export function yieldsRows(step: Step): boolean {
  return step.kind === 'ingest' || step.kind === 'transform' || step.kind === 'filter';
}

/** Bare table names that jobs of the file before this one write. */
export function privateTables(dataset: Dataset, jobIndex: number): Set<string> {
  const names = dataset.jobs.slice(0, jobIndex).flatMap((job) => job.destinations);
  return new Set(names.flatMap((destination) => (destination.kind === 'table' ? [destination.table] : [])));
}
