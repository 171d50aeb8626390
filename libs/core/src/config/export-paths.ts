import type { ExportDestination, Job } from '../model/job';
import type { Issue } from '../model/issue';
import { isInsideAny } from './job/paths';

/** The jobs of one file; `id` where it is that of a dataset. */
export interface JobsOfFile {
  id?: string;
  jobs: readonly Job[];
}

/** Exports that would replace each other, or lie among the tables. */
export function exportIssues(files: readonly JobsOfFile[], lake: string): Issue[] {
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
    for (const destination of jobs.flatMap((job) => job.destinations)) {
      if (destination.kind !== 'export') continue;
      const path = destination.config['file_location'];
      if (typeof path !== 'string') continue;
      if (isInsideAny(path, [lake]))
        report(
          destination,
          'the export would lie in the lake, the folder of the tables',
          'Write it to another folder, such as exports.',
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
