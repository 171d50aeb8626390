import { join } from 'node:path';
import { ContentCache, contentKey } from '../cache/content-cache';
import type { MeshContext } from '../mesh';
import type { Issue } from '../model/issue';
import type { Dataset, Job, TableDestination } from '../model/job';
import { formatType, type Field } from '../model/schema';
import type { Binder, Binding } from '../ports';
import type { Analyses } from './analysis';
import { findingIssue } from './references';
import { sqlOf, type Statement } from './statements';

/** Columns by dataset address; undefined where they are not known. */
export type KnownColumns = Map<string, Field[] | undefined>;

/** Columns of one job's names while its steps are bound. */
type Names = Map<string, Field[] | undefined>;

/** A statement that binds, on what it was bound and what it gives. */
export interface BoundStatement {
  statement: Statement;
  /** Columns by the name in the statement, in order of appearance. */
  inputs: ReadonlyMap<string, Field[]>;
  columns: Field[];
}

/** What binding all jobs of a dataset gave. */
interface Outcome {
  columns: Field[] | undefined;
  issues: Issue[];
  bound: BoundStatement[];
}

/** What the jobs of a dataset share while they are bound. */
interface Around extends Pick<Outcome, 'issues' | 'bound'> {
  reads: readonly string[];
  datasets: KnownColumns;
  privates: Names;
}

/** Binds SQL on empty tables, remembering every answer by the text and the columns it was bound on. */
export class StatementBinder {
  private binder: Promise<Binder> | undefined;
  private readonly cache: ContentCache<Binding>;
  private readonly declared = new Map<string, string>();
  private readonly texts = new WeakMap<Field[], string>();

  constructor(
    private readonly context: MeshContext,
    private readonly analyses: Analyses,
    private readonly observe: (bound: BoundStatement) => void = () => undefined,
  ) {
    const engine = context.engine();
    this.cache = new ContentCache(
      join(context.workspace.root, '.mesh', 'cache', `binding-${engine.name}-${engine.majorVersion}.json`),
    );
  }

  /**
   * The columns that each step of the dataset gives; findings go to `issues`. Returns those of the dataset itself.
   * `reads`: the datasets that it may read; a statement that names another has its finding already.
   * `undeclared`: datasets with the columns that only their contracts leave out, which is told there: who reads such a
   * column has no finding of its own.
   */
  async bindDataset(
    dataset: Dataset,
    datasets: KnownColumns,
    issues: Issue[],
    undeclared: ReadonlyMap<string, Field[]> = new Map(),
    reads: readonly string[] = [...datasets.keys()],
  ): Promise<Field[] | undefined> {
    let outcome = await this.bindJobs(dataset, reads, datasets);
    if (undeclared.size > 0 && outcome.issues.some(({ code }) => code === 'SQL_BIND')) {
      const wider = await this.bindJobs(dataset, reads, new Map([...datasets, ...undeclared]));
      if (wider.issues.length < outcome.issues.length) outcome = wider;
    }
    issues.push(...outcome.issues);
    outcome.bound.forEach(this.observe);
    return outcome.columns;
  }

  private async bindJobs(dataset: Dataset, reads: readonly string[], datasets: KnownColumns): Promise<Outcome> {
    const privates: Names = new Map();
    const bound: BoundStatement[] = [];
    const issues: Issue[] = [];
    let columns: Field[] | undefined;
    for (const [jobIndex, job] of dataset.jobs.entries()) {
      columns = await this.bindJob(dataset, job, jobIndex, { reads, datasets, privates, issues, bound });
      for (const destination of job.destinations) {
        if (destination.kind !== 'table') continue;
        privates.set(destination.table, columns);
        if (columns) issues.push(...partitionIssues(dataset, destination, columns));
      }
    }
    return { columns, issues, bound };
  }

  /** Saves what was learnt and frees the engine's side. */
  async close(): Promise<void> {
    this.cache.save();
    if (this.binder) await (await this.binder).close();
  }

  private async bindJob(dataset: Dataset, job: Job, jobIndex: number, around: Around): Promise<Field[] | undefined> {
    const { issues } = around;
    const names: Names = new Map(around.privates);
    let current: Field[] | undefined;
    for (const [stepIndex, step] of job.steps.entries()) {
      current = leftOut(job, stepIndex, names, current);
      if (step.kind === 'ingest') current = step.schema;
      const sql = sqlOf(step);
      if (sql) {
        const bound = await this.bindStatement({ dataset, job, jobIndex, stepIndex, step, sql }, names, around);
        if (step.kind === 'transform') current = bound;
        if (step.kind === 'filter' && bound && current)
          issues.push(...filterIssues(dataset, bound, current, step.position, step.name));
      }
      names.set('input', current);
      names.set(step.name, current);
    }
    return leftOut(job, job.steps.length, names, current);
  }

  private async bindStatement(
    statement: Statement,
    names: Names,
    { reads, datasets, issues, bound }: Around,
  ): Promise<Field[] | undefined> {
    const analysis = this.analyses.get(statement.sql.text);
    if (!analysis || analysis.findings.length > 0) return undefined;
    const inputs = new Map<string, Field[]>();
    for (const { name } of analysis.tables) {
      if (name.includes('.') && !reads.includes(name)) return undefined;
      const columns = name.includes('.') ? datasets.get(name) : names.get(name);
      if (!columns) return undefined;
      inputs.set(name, columns);
    }
    const binding = await this.bind(statement.sql.text, inputs);
    if ('columns' in binding) {
      bound.push({ statement, inputs, columns: binding.columns });
      issues.push(...ambiguousColumns(statement, binding.columns));
      return binding.columns;
    }
    issues.push(...[binding.finding, ...(binding.more ?? [])].map((finding) => findingIssue(statement, finding)));
    return undefined;
  }

  /** Binds a text on tables of these columns; what binds is remembered. */
  async bind(sql: string, inputs: ReadonlyMap<string, Field[]>): Promise<Binding> {
    const tables = [...inputs].map(([name, columns]) => `[${JSON.stringify(name)},${this.written(columns)}]`);
    const key = contentKey(sql, `[${tables.sort().join()}]`);
    const hit = this.cache.get(key);
    if (hit) return hit;
    this.binder ??= this.context.engine().binder();
    const binder = await this.binder;
    for (const [name, columns] of inputs) {
      const digest = this.written(columns);
      if (this.declared.get(name) === digest) continue;
      await binder.declare(name, columns);
      this.declared.set(name, digest);
    }
    const binding = await binder.bind(sql);
    if ('columns' in binding) this.cache.set(key, binding);
    return binding;
  }

  /** Columns as JSON; those of a dataset are asked for by each of its readers. */
  private written(columns: Field[]): string {
    const text = this.texts.get(columns) ?? JSON.stringify(columns);
    this.texts.set(columns, text);
    return text;
  }
}

/** Forgets the columns where a command that could not be read stands before a step of that index. */
function leftOut(job: Job, index: number, names: Names, current: Field[] | undefined): Field[] | undefined {
  const unread = (job.leftOut ?? []).filter(({ before }) => before === index);
  if (unread.length === 0) return current;
  names.set('input', undefined);
  for (const { name } of unread) if (name !== undefined) names.set(name, undefined);
  return undefined;
}

function partitionIssues(dataset: Dataset, destination: TableDestination, columns: readonly Field[]): Issue[] {
  const message = missingPartition(destination, columns);
  if (message === undefined) return [];
  return [
    {
      code: 'CONFIG_INVALID',
      severity: 'error',
      message,
      hint: 'Partition by columns of the result.',
      position: destination.position,
      address: dataset.id,
    },
  ];
}

/** Which partition column a result lacks, in plain words. */
export function missingPartition({ partitionBy }: TableDestination, columns: readonly Field[]): string | undefined {
  const missing = partitionBy.find((name) => !columns.some((column) => column.name === name));
  if (missing === undefined) return undefined;
  return `"partition_by" names \`${missing}\`, and the result has no such column (it has ${columns.map(({ name }) => name).join(', ')})`;
}

function ambiguousColumns({ dataset, sql }: Statement, columns: readonly Field[]): Issue[] {
  const seen = new Map<string, string>();
  const issues: Issue[] = [];
  for (const { name } of columns) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) {
      const message =
        other === name
          ? `the column \`${name}\` appears twice`
          : `the columns \`${other}\` and \`${name}\` differ only by case`;
      issues.push({
        code: 'SQL_BIND',
        severity: 'error',
        message,
        hint: 'Rename one of them with AS.',
        position: sql.position,
        address: dataset.id,
      });
    }
    seen.set(name.toLowerCase(), name);
  }
  return issues;
}

function filterIssues(
  dataset: Dataset,
  bound: readonly Field[],
  input: readonly Field[],
  position: Issue['position'],
  step: string,
): Issue[] {
  const spell = (fields: readonly Field[]): string => fields.map((f) => `${f.name} ${formatType(f.type)}`).join(', ');
  if (spell(bound) === spell(input)) return [];
  return [
    {
      code: 'SQL_BIND',
      severity: 'error',
      message: `the filter \`${step}\` must return exactly the columns of its input (${spell(input)}), it returns (${spell(bound)})`,
      hint: 'Write SELECT * FROM input WHERE …',
      address: dataset.id,
      ...(position && { position }),
    },
  ];
}
