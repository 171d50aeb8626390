import { basename, dirname, join } from 'node:path';
import { connectors } from '@mu-mesh/connectors';
import type {
  Dataset,
  ExportDestination,
  FilterStep,
  IngestStep,
  Job,
  TransformStep,
  ValidationStep,
  Workspace,
} from '@mu-mesh/core';
import { inOrder } from './order';
import { readSql } from './read-sql';
import { text } from './text';

export interface Statement {
  dataset: string;
  sql: string;
}

/** What `execute.cjs` reads. */
export interface StatementList {
  config: Record<string, string>;
  /** Made before the first statement. */
  folders: string[];
  /** Files to copy as UTF-8, then. */
  decode: Decode[];
  statements: Statement[];
}

export interface Decode {
  from: string;
  to: string;
  encoding: string;
}

/** As the engine writes its tables. */
export const PARQUET = 'FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1';

/**
 * The statements of a workspace as a person would write them for DuckDB alone: in dependency order, one COPY to
 * Parquet a dataset, inputs read back from Parquet, steps between as temporary tables, checks as counts.
 */
export async function plainStatements(workspace: Workspace, lake: string): Promise<StatementList> {
  const { threads, memoryLimit } = workspace.properties;
  const statements: Statement[] = [];
  for (const { name } of workspace.domains) {
    const schemas = ['raw', 'silver', 'gold'].map((layer) => `CREATE SCHEMA ${name}.${layer}`);
    statements.push({ dataset: 'start', sql: [`ATTACH ':memory:' AS ${name}`, ...schemas].join('; ') });
  }
  const [folders, decode]: [string[], Decode[]] = [[], []];
  for (const { dataset } of inOrder(workspace)) {
    const { domain, layer, dataset: name } = dataset.address;
    folders.push(join(lake, domain, layer));
    const file = join(lake, domain, layer, `${name}.parquet`);
    const lines = await datasetSql(dataset, file, decode);
    lines.push(`CREATE VIEW ${dataset.id} AS SELECT * FROM read_parquet(${text(file)})`);
    statements.push(...lines.map((sql) => ({ dataset: dataset.id, sql })));
  }
  return {
    config: { threads: String(threads), memory_limit: `${memoryLimit}B`, temp_directory: join(lake, 'tmp') },
    folders,
    decode,
    statements,
  };
}

async function datasetSql(dataset: Dataset, file: string, decode: Decode[]): Promise<string[]> {
  const [job] = dataset.jobs;
  if (!job || dataset.jobs.length > 1) throw new Error(`${dataset.id} has not exactly one job`);
  const lines: string[] = [];
  const made: string[] = [];
  const last = job.steps.findLastIndex(
    (step) => step.kind === 'ingest' || step.kind === 'transform' || step.kind === 'filter',
  );
  for (const [index, step] of job.steps.entries()) {
    if (step.kind === 'print') continue;
    const sql =
      step.kind === 'ingest'
        ? await ingestSql(dataset, job, step, (name) => file.replace(/parquet$/, name), decode)
        : stepSql(step);
    if (step.kind === 'validation') {
      lines.push(`SELECT count(*) FROM (${sql}\n)`);
      continue;
    }
    lines.push(
      index === last ? `COPY (${sql}\n) TO ${text(file)} (${PARQUET})` : `CREATE TEMP TABLE ${step.name} AS ${sql}`,
    );
    const rows = index === last ? `read_parquet(${text(file)})` : step.name;
    lines.push(`CREATE OR REPLACE TEMP VIEW input AS SELECT * FROM ${rows}`);
    if (index !== last) made.push(step.name);
  }
  for (const destination of job.destinations)
    if (destination.kind === 'export') lines.push(exportSql(dataset, destination, file));
  return [...lines, ...made.map((name) => `DROP TABLE ${name}`)];
}

function stepSql(step: TransformStep | ValidationStep | FilterStep): string {
  return step.kind === 'filter' ? `SELECT * FROM input EXCEPT ALL (${step.sql.text}\n)` : step.sql.text;
}

/** `beside` names a place for a file that must be decoded first. */
async function ingestSql(
  dataset: Dataset,
  job: Job,
  step: IngestStep,
  beside: (name: string) => string,
  decode: Decode[],
): Promise<string> {
  const connector = connectors.sources.find(({ type }) => type === step.connector);
  if (!connector) throw new Error(`no connector ${step.connector}`);
  const mode = job.destinations.find((destination) => destination.kind === 'table')?.mode ?? 'overwrite';
  const source = connector.open(step.config, { base: dirname(dataset.file), mode });
  const scan = source.read(await source.discover());
  const files = scan.files.map((file) => {
    if (file.encoding === undefined || /^utf-?8$/i.test(file.encoding)) return file;
    const to = beside(basename(file.path));
    decode.push({ from: file.path, to, encoding: file.encoding });
    return { path: to };
  });
  return readSql(step.schema ? { ...scan, files, schema: step.schema } : { ...scan, files });
}

function exportSql(dataset: Dataset, destination: ExportDestination, file: string): string {
  if (destination.connector !== 'DestinationCSV') throw new Error(`${dataset.id} exports by ${destination.connector}`);
  return `COPY (SELECT * FROM read_parquet(${text(file)})) TO ${text(file.replace(/parquet$/, 'csv'))} (FORMAT csv, HEADER)`;
}
