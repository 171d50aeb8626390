import { dirname } from 'node:path';
import type { ExportDestination, IngestStep, Job } from '../model/job';
import type { Issue } from '../model/issue';
import type { ConnectorRegistry } from '../ports';
import { isInsideAny } from './job/paths';

/** The jobs of one file; `id` where it is that of a dataset. */
export interface JobsOfFile {
  id?: string;
  jobs: readonly Job[];
}

/** Exports that would replace each other, lie among the tables, or be read as sources by the jobs that write them. */
export function exportIssues(files: readonly JobsOfFile[], lake: string, connectors: ConnectorRegistry): Issue[] {
  const issues: Issue[] = [];
  const taken = new Map<string, { destination: ExportDestination; owner: string }>();
  for (const { id, jobs } of files) {
    const owner = id ?? 'this file';
    const report = ({ position }: ExportDestination, message: string, hint: string): void => {
      issues.push({
        code: 'CONFIG_INVALID',
        severity: 'error',
        message,
        hint,
        position,
        ...(id !== undefined && { address: id }),
      });
    };
    const written = jobs.flatMap((job, index) => job.destinations.map((destination) => ({ destination, index })));
    for (const { destination, index } of written) {
      if (destination.kind !== 'export') continue;
      const path = destination.config['file_location'];
      if (typeof path !== 'string') continue;
      if (isInsideAny(path, [lake]))
        report(
          destination,
          'the export would lie in the lake, the folder of the tables',
          'Write it to another folder, such as exports.',
        );
      const reader = ownReader(destination, jobs.slice(0, index + 1), connectors);
      if (reader)
        report(
          destination,
          `the next run would read this export: it lies where the ingest \`${reader.name}\` finds its files (line ${reader.position.line})`,
          'Write it to another folder, such as exports, or let the ingest name its files more closely.',
        );
      const other = taken.get(path);
      if (!other) taken.set(path, { destination, owner });
      else if (destination.mode !== 'append' || other.destination.mode !== 'append')
        report(
          destination,
          `another export of ${other.owner} is written to the same place, and one would replace the other`,
          'Give each a place of its own.',
        );
    }
  }
  return issues;
}

/** The ingest of the job, or of one before it in the file, that would read the export's file; later jobs may mean to. */
function ownReader(
  { connector, config, mode, position }: ExportDestination,
  jobs: readonly Job[],
  { sources, destinations }: ConnectorRegistry,
): IngestStep | undefined {
  const context = { base: dirname(position.file), mode };
  const file = destinations.find(({ type }) => type === connector)?.writes?.(config, context);
  if (file === undefined) return undefined;
  const ingests = jobs.flatMap(({ steps }) => steps.filter((step): step is IngestStep => step.kind === 'ingest'));
  return ingests.find((step) =>
    sources.find(({ type }) => type === step.connector)?.reads?.(step.config, context, file),
  );
}
