import { toMeshError } from '../errors';
import { columnIssues, contractColumns } from '../contract/columns';
import { isEnforced } from '../contract/lifecycle';
import { sunsetIssues } from '../contract/sunset';
import type { MeshContext } from '../mesh';
import type { Issue } from '../model/issue';
import { discards } from '../model/evolution';
import type { Dataset } from '../model/job';
import type { Field } from '../model/schema';
import { analyse, type Analyses } from './analysis';
import { StatementBinder, type BoundStatement, type KnownColumns } from './binding';
import { datasetAdvice } from './advice';
import { bindRules, type BoundRule } from './rule-binding';
import { resolveReferences, type Resolved } from './references';
import { datasetsOf, selectDatasets } from './selection';

export interface ValidatedDataset {
  address: string;
  ok: boolean;
  /** What its table has or will have; absent where that is known only after a run (`columns not checked yet`). */
  columns?: Field[];
}

export interface Validation {
  datasets: ValidatedDataset[];
  /** Findings of the selected datasets, of their upstream and of the workspace's own files. */
  issues: Issue[];
}

export interface ValidateOptions {
  selectors: readonly string[];
  /** Looks at files alone: no lake, no clock. */
  filesOnly: boolean;
}

/** Checks configuration and SQL without opening source data. Throws USAGE for an unknown selector. */
export async function validate(context: MeshContext, options: ValidateOptions): Promise<Validation> {
  const checked = await check(context, options.filesOnly);
  const selected = selectDatasets(context.workspace, checked.resolved.graph, options.selectors);
  const issues =
    options.selectors.length === 0 ? checked.issues : relevantIssues(context, checked, selected, options.selectors);
  const broken = brokenDatasets(checked.issues);
  const datasets = [...selected].sort().map((address) => {
    const columns = checked.columns.get(address);
    return { address, ok: !broken.has(address), ...(columns && { columns }) };
  });
  return { datasets, issues };
}

/** What checking the whole workspace gives; plan and run start from it. */
export interface Checked {
  analyses: Analyses;
  resolved: Resolved;
  columns: KnownColumns;
  issues: Issue[];
}

/**
 * Parses, resolves and binds everything. A table or a folder that cannot be read is an issue of its dataset alone.
 * `observe` is told of every statement that binds, `observeRule` of every rule's, in the order of the datasets; whoever
 * observes gets no advice.
 */
export async function check(
  context: MeshContext,
  filesOnly: boolean,
  observe?: (bound: BoundStatement) => void,
  observeRule?: (bound: BoundRule) => void,
): Promise<Checked> {
  const { workspace } = context;
  const analyses = await analyse(context);
  const resolved = resolveReferences(workspace, analyses);
  const issues = [...workspace.issues, ...resolved.issues];
  if (!filesOnly) issues.push(...sunsetIssues(workspace.domains, context.host.now()));
  const columns: KnownColumns = new Map();
  const undeclared = new Map<string, Field[]>();
  const datasets = datasetsOf(workspace);
  const binder = datasets.size > 0 ? new StatementBinder(context, analyses, observe) : undefined;
  try {
    for (const id of resolved.graph.order()) {
      const dataset = datasets.get(id);
      if (!dataset || !binder) continue;
      const bound = await binder.bindDataset(dataset, columns, issues, undeclared, resolved.graph.inputs(id));
      const { contract } = dataset;
      if (contract && bound) issues.push(...columnIssues(contract, bound, dataset.jobs.at(-1)?.steps.at(-1)?.position));
      const declared = contract && contractColumns(contract, bound);
      const known = contract && isEnforced(contract) ? (declared ?? bound) : (bound ?? declared);
      columns.set(id, known);
      const left = known && bound?.filter((field) => !known.some(({ name }) => sameName(name, field.name)));
      if (known && left && left.length > 0) undeclared.set(id, [...known, ...left]);
      try {
        if (!filesOnly && (!known || keepsColumns(dataset)))
          columns.set(id, (await tableColumns(context, dataset)) ?? known);
        if (!observe) issues.push(...(await datasetAdvice(context, dataset)));
      } catch (error) {
        issues.push(...toMeshError(error).issues.map((issue) => ({ ...issue, address: id })));
      }
      const rules = await bindRules(dataset, {
        binder,
        analyses,
        columns,
        undeclared,
        reads: resolved.graph.inputs(id),
        known: datasets,
        kept: async () => (filesOnly ? [] : keptColumns(context, dataset)),
      });
      issues.push(...rules.issues);
      if (observeRule) rules.bound.forEach(observeRule);
    }
  } finally {
    await binder?.close();
  }
  return { analyses, resolved, columns, issues };
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whether the table's columns stay, whatever the job gives. */
function keepsColumns({ id, jobs }: Dataset): boolean {
  const destinations = jobs.at(-1)?.destinations ?? [];
  return destinations.some((one) => one.kind === 'table' && one.table === id && discards(one) !== undefined);
}

/** Columns that an appending table may keep from an earlier job; one that cannot be read is told elsewhere. */
async function keptColumns(context: MeshContext, dataset: Dataset): Promise<Field[]> {
  const appends = dataset.jobs.at(-1)?.destinations.some((one) => one.kind === 'table' && one.mode === 'append');
  if (!appends) return [];
  try {
    return (await tableColumns(context, dataset)) ?? [];
  } catch {
    return [];
  }
}

async function tableColumns(context: MeshContext, dataset: Dataset): Promise<Field[] | undefined> {
  const table = context.lakehouse.table(dataset.location);
  if (!(await table.head())) return undefined;
  return (await table.scan()).schema;
}

/** Addresses with an error of their own. */
export function brokenDatasets(issues: readonly Issue[]): Set<string> {
  return new Set(issues.flatMap((issue) => (issue.severity === 'error' && issue.address ? [issue.address] : [])));
}

/** The selected datasets and everything that they are made from. */
export function withUpstream(resolved: Resolved, selected: ReadonlySet<string>): Set<string> {
  const scope = new Set(selected);
  // A set that grows while it is walked: every dataset is met once.
  for (const id of scope) resolved.graph.inputs(id).forEach((input) => scope.add(input));
  return scope;
}

/** The issues of the selected datasets, of their upstream, of the files of their domains, and of the workspace as a whole. */
export function relevantIssues(
  context: MeshContext,
  checked: Checked,
  selected: ReadonlySet<string>,
  selectors: readonly string[],
): Issue[] {
  const scope = withUpstream(checked.resolved, selected);
  const named = selectors.map((selector) => selector.replaceAll('+', ''));
  const domains = new Set([...scope, ...named].map(domainOf));
  return checked.issues.filter((issue) => concerns(issue, scope, domains, context));
}

function domainOf(id: string): string {
  return id.split('.')[0] ?? '';
}

function concerns(
  issue: Issue,
  scope: ReadonlySet<string>,
  domains: ReadonlySet<string>,
  context: MeshContext,
): boolean {
  if (issue.address) return scope.has(issue.address);
  const file = issue.position?.file;
  const domain = context.workspace.domains.find((d) => file?.startsWith(`${d.root}/`));
  return domain === undefined || domains.has(domain.name);
}
