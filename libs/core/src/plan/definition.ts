import { relative } from 'node:path';
import { contentKey } from '../cache/content-cache';
import type { JobDefinition, StepDefinition } from '../model/definition';
import type { Dataset, IngestStep, Step } from '../model/job';
import { portable } from './fingerprint';

/** The jobs of a dataset as its state keeps them with every version, so that its lineage stays known. */
export function definitionOf(dataset: Dataset, root: string): JobDefinition[] {
  return dataset.jobs.flatMap((job) => {
    const destination = job.destinations.find((one) => one.kind === 'table');
    if (!destination) return [];
    const { table, mode } = destination;
    return [{ steps: job.steps.flatMap((step) => stepDefinition(step, root)), table, mode }];
  });
}

/** Under which key the state keeps the columns of an ingest that declares none. */
export function sourceSchemaKey(step: IngestStep, root: string): string {
  return contentKey(step.connector, portable(step.config, root));
}

function stepDefinition(step: Step, root: string): StepDefinition[] {
  const { name } = step;
  if (step.kind === 'transform' || step.kind === 'filter') return [{ kind: step.kind, name, sql: step.sql.text }];
  if (step.kind !== 'ingest') return [];
  const location = step.config['file_location'];
  return [
    {
      kind: 'ingest',
      name,
      connector: step.connector,
      ...(typeof location === 'string' && {
        source: location.startsWith(`${root}/`) ? relative(root, location) : location,
      }),
      ...(step.schema
        ? { columns: step.schema.map((column): [string, typeof column.type] => [column.name, column.type]) }
        : { recorded: sourceSchemaKey(step, root) }),
    },
  ];
}
