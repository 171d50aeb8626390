import { toMeshError } from '../errors';
import type { MeshContext } from '../mesh';
import type { Issue } from '../model/issue';
import type { Dataset, IngestStep, Job } from '../model/job';
import { jobMode, openSource } from './sources';

/** Warnings about what is allowed but seldom meant. Lists folders, opens no file. */
export async function datasetAdvice(context: MeshContext, dataset: Dataset): Promise<Issue[]> {
  const issues: Issue[] = [];
  for (const job of dataset.jobs) {
    issues.push(...repeatedRows(dataset, job));
    for (const step of job.steps) {
      if (step.kind === 'ingest') issues.push(...(await emptySource(context, dataset, job, step)));
    }
  }
  return issues;
}

function repeatedRows(dataset: Dataset, job: Job): Issue[] {
  const appends = jobMode(job) === 'append' && !job.leftOut && !job.steps.some((step) => step.kind === 'ingest');
  if (!appends) return [];
  return [
    {
      code: 'ROWS_REPEAT',
      severity: 'warning',
      message: `${dataset.id} appends its whole result once per new version of its inputs: rows can repeat`,
      hint: 'Use mode overwrite, or append only where the rows of every run are meant to be added.',
      position: job.destinations[0]?.position ?? job.position,
      address: dataset.id,
    },
  ];
}

async function emptySource(context: MeshContext, dataset: Dataset, job: Job, step: IngestStep): Promise<Issue[]> {
  try {
    const items = await openSource(context, dataset.file, step, jobMode(job)).discover();
    if (items.length > 0) return [];
  } catch (error) {
    return toMeshError(error).issues.map((issue) => ({ position: step.position, ...issue, address: dataset.id }));
  }
  return [
    {
      code: 'SOURCE_MISSING',
      severity: 'warning',
      message: `no file matches ${String(step.config['file_location'] ?? step.name)}`,
      hint: 'Put the files there before the run, or correct the path.',
      position: step.position,
      address: dataset.id,
    },
  ];
}
