import type { IngestStep, TableDestination } from '../model/job';
import { field, formatType, type Field } from '../model/schema';
import type { Ingested, Scan, ScanFile, StagedFile, StagedRelation } from '../ports';
import { addOutcome, discardColumns, discards, warnDiscarded } from './discard-columns';
import { addQuarantine, quarantineFile } from './ingest';
import type { JobRun } from './job-run';
import { sourceHeaders } from './source-header';

/**
 * Reads a scan into staged files and lists what it refused in the state. Where the table discards what it has no place
 * for, files may have columns besides those of the scan: their values, or the rows that have such values, are left out;
 * with `discard_value` so is a value that does not fit its declared type, and its row stays.
 */
export async function readSource(run: JobRun, step: IngestStep, scan: Scan, keepHeaders: boolean): Promise<Ingested> {
  const how = discards(run.job.destinations.find((one): one is TableDestination => one.kind === 'table'));
  const { schema } = scan;
  if (how === undefined || schema === undefined || scan.files.length === 0)
    return readPart(run, step, scan, keepHeaders);
  const spared: Scan =
    how === 'discard_value' && scan.badRows === 'QUARANTINE' ? { ...scan, badRows: 'DISCARD_VALUE' } : scan;
  const parts: Ingested[] = [];
  for (const { files, others } of await shapes(run, spared, schema)) {
    const part = await readPart(
      run,
      step,
      { ...spared, files, schema: [...schema, ...others.map((name) => field(name, 'string'))] },
      keepHeaders,
    );
    if (others.length === 0) {
      parts.push(part);
      continue;
    }
    const before = run.rows.quarantined;
    const relation = await discardColumns(run, part.relation, schema, how);
    const staged = await run.scope.stage(relation, { directory: run.staging, schema, partitionBy: [] });
    const refused = run.rows.quarantined - before;
    // The caller counts what the parts refused.
    run.rows.quarantined = before;
    parts.push({ ...part, relation: staged, quarantined: part.quarantined + refused });
  }
  return parts.length === 1 && parts[0] ? parts[0] : together(run, parts, schema);
}

/** One call of the engine, with a quarantine file of its own. */
async function readPart(run: JobRun, step: IngestStep, scan: Scan, keepHeaders: boolean): Promise<Ingested> {
  const ingested = await run.scope.ingest(scan, {
    directory: run.staging,
    partitionBy: [],
    quarantineFile: await quarantineFile(run, step.name),
    run: run.run,
    rule: step.name,
  });
  ingested.relation.files.forEach((file) => run.written.add(file.path));
  if (ingested.quarantined > 0)
    addQuarantine(run, step.name, ingested.quarantined, keepHeaders ? await sourceHeaders(scan) : []);
  reportDiscarded(run, scan, ingested);
  return ingested;
}

/** Tells of the values that the engine left out because they do not fit their types. */
export function reportDiscarded(run: JobRun, { schema }: Scan, { discarded = {} }: Ingested): void {
  for (const [column, rows] of Object.entries(discarded)) {
    const type = formatType(schema?.find(({ name }) => name === column)?.type ?? 'string');
    addOutcome(run, {
      name: `type of ${column}`,
      kind: 'schema',
      column,
      severity: 'warn',
      status: 'warned',
      measured: String(rows),
      expected: `values of type ${type}`,
      rows,
    });
    warnDiscarded(run, rows, `${column} is no ${type}`);
  }
}

/** Files by the columns that they have besides those of the schema, in order. */
export async function shapes(
  run: JobRun,
  scan: Scan,
  schema: readonly Field[],
): Promise<{ files: ScanFile[]; others: string[] }[]> {
  const known = new Set(schema.map(({ name }) => name.toLowerCase()));
  const groups = new Map<string, { files: ScanFile[]; others: string[] }>();
  for (const { file, names } of await run.scope.sourceColumns(scan)) {
    const others = names.filter((name) => !known.has(name.toLowerCase()));
    const key = JSON.stringify(others);
    const group = groups.get(key) ?? { files: [], others };
    group.files.push(file);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What was read in parts, as one. */
export async function together(run: JobRun, parts: readonly Ingested[], schema: Field[]): Promise<Ingested> {
  const files: StagedFile[] = parts.flatMap(({ relation }) => relation.files);
  const relation = await run.scope.table({ version: 0, schema, partitionColumns: [], files });
  const sum = (of: (part: Ingested) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const staged: StagedRelation = Object.assign(relation, { files, rows: sum((part) => part.relation.rows) });
  return {
    relation: staged,
    rowsIn: sum((part) => part.rowsIn),
    quarantined: sum((part) => part.quarantined),
    dropped: sum((part) => part.dropped),
  };
}
