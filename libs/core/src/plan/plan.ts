import { CODES, EXIT, MeshError, worstCode } from '../errors';
import type { MeshContext } from '../mesh';
import type { Issue } from '../model/issue';
import type { Dataset } from '../model/job';
import type { Plan, PlannedDataset } from '../model/plan';
import type { TableHead } from '../ports';
import { decide } from './decision';
import { fingerprint } from './fingerprint';
import { orderForeignKeys } from './foreign-key-order';
import { datasetsOf, selectDatasets } from './selection';
import { brokenDatasets, check, relevantIssues, withUpstream, type Checked } from './validate';

export interface PlanOptions {
  selectors: readonly string[];
  /** Runs everything selected, changed or not. */
  full: boolean;
  /** Addresses whose hold ends with this run: they are selected, and nothing else where no selector says more. */
  release: readonly string[];
  /** Why `full` was asked for, where there is more to say than `forced`. */
  forcedBy?: string;
}

export interface Planned {
  plan: Plan;
  /** Warnings; the errors of what was selected are thrown. */
  issues: Issue[];
  checked: Checked;
}

/**
 * Decides for each selected dataset whether it runs and why. Throws a MeshError with all issues where the
 * selection or its upstream has errors; errors elsewhere are one warning.
 */
export async function plan(context: MeshContext, options: PlanOptions): Promise<Planned> {
  const checked = await check(context, false);
  const selectors = [...options.selectors, ...options.release];
  const selected = selectDatasets(context.workspace, checked.resolved.graph, selectors);
  const issues = refuseErrors(context, checked, selected, selectors);
  const datasets = datasetsOf(context.workspace);
  const heads = new HeadReader(context, datasets);
  const planned = new Map<string, PlannedDataset>();
  const scope = withUpstream(checked.resolved, selected);
  for (const id of checked.resolved.graph.order().filter((other) => scope.has(other))) {
    const dataset = datasets.get(id);
    if (!dataset) continue;
    const inputs = new Map<string, number | undefined>();
    for (const input of checked.resolved.graph.inputs(id)) {
      const builds = planned.get(input)?.action === 'run' && selected.has(input);
      inputs.set(input, builds ? undefined : (await heads.read(input))?.version);
    }
    const head = await heads.read(id);
    const digest = fingerprint(dataset, context.workspace.root, context.engine());
    const decision = await decide(context, {
      dataset,
      fingerprint: digest,
      head,
      inputs,
      analyses: checked.analyses,
      full: options.full && selected.has(id),
      release: options.release.includes(id),
      forcedBy: options.forcedBy,
    });
    if (options.release.includes(id) && !head?.state?.head.held) issues.push(notHeld(id));
    planned.set(id, {
      dataset,
      address: id,
      ...decision,
      inputs: [...inputs].map(([address, version]) => ({ address, ...(version !== undefined && { version }) })),
      ...(head && { version: head.version }),
      fingerprint: digest,
      after: [...inputs.keys()].filter((input) => selected.has(input)),
    });
  }
  const chosen = [...planned.values()].filter((entry) => selected.has(entry.address));
  orderForeignKeys(chosen);
  issues.push(...missingInputs(chosen, planned, selected), ...staleUpstream(planned, selected));
  const missing = issues.filter((issue) => issue.severity === 'error');
  if (missing.length > 0)
    throw new MeshError('TABLE_MISSING', missing[0]?.message ?? '', {
      issues: [...missing, ...issues.filter((i) => i.severity !== 'error')],
    });
  return { plan: { datasets: chosen }, issues, checked };
}

function notHeld(address: string): Issue {
  return {
    code: 'USAGE',
    severity: 'warning',
    message: `${address} is not held: --release has nothing to end`,
    hint: 'A rollback holds a dataset, until its job changes or it is released.',
    address,
  };
}

/** Table heads, each read once. */
class HeadReader {
  private readonly heads = new Map<string, Promise<TableHead | undefined>>();

  constructor(
    private readonly context: MeshContext,
    private readonly datasets: ReadonlyMap<string, Dataset>,
  ) {}

  read(id: string): Promise<TableHead | undefined> {
    const known = this.heads.get(id);
    if (known) return known;
    const dataset = this.datasets.get(id);
    const head = dataset ? this.context.lakehouse.table(dataset.location).head() : Promise.resolve(undefined);
    this.heads.set(id, head);
    return head;
  }
}

/** One error for all of them; its code is CONFIG_INVALID, unless the environment or a bug is the worst of them. */
export function refusal(errors: readonly Issue[], message: string, issues: Issue[]): MeshError {
  const code = worstCode(errors.map((error) => error.code));
  return new MeshError(CODES[code].exit === EXIT.config ? 'CONFIG_INVALID' : code, message, { issues });
}

function refuseErrors(
  context: MeshContext,
  checked: Checked,
  selected: ReadonlySet<string>,
  selectors: readonly string[],
): Issue[] {
  const relevant = relevantIssues(context, checked, selected, selectors);
  const errors = relevant.filter((issue) => issue.severity === 'error');
  if (errors.length > 0) {
    throw refusal(
      errors,
      `${errors.length} ${errors.length === 1 ? 'error' : 'errors'} in the configuration; nothing was run`,
      relevant,
    );
  }
  const elsewhere = checked.issues.filter((issue) => issue.severity === 'error');
  const warnings = relevant.filter((issue) => issue.severity === 'warning');
  if (elsewhere.length === 0) return warnings;
  const places = brokenDatasets(elsewhere);
  const where = places.size > 0 ? [...places].sort().join(', ') : 'other domains';
  const message = `${elsewhere.length} ${elsewhere.length === 1 ? 'error' : 'errors'} outside of this selection (${where})`;
  return [...warnings, { code: 'CONFIG_INVALID', severity: 'warning', message, hint: 'See `mesh validate`.' }];
}

function missingInputs(
  chosen: readonly PlannedDataset[],
  planned: ReadonlyMap<string, PlannedDataset>,
  selected: ReadonlySet<string>,
): Issue[] {
  return chosen.flatMap((entry) =>
    entry.action !== 'run'
      ? []
      : entry.inputs
          .filter(
            ({ address, version }) =>
              version === undefined && !(selected.has(address) && planned.get(address)?.action === 'run'),
          )
          .map(({ address }): Issue => ({
            code: 'TABLE_MISSING',
            severity: 'error',
            message: `${entry.address} reads ${address}, which has no table yet`,
            hint: `Run \`mesh run +${address}\` first, or \`mesh run +${entry.address}\` for everything upstream.`,
            address: entry.address,
          })),
  );
}

function staleUpstream(planned: ReadonlyMap<string, PlannedDataset>, selected: ReadonlySet<string>): Issue[] {
  const stale = [...planned.values()].filter(
    (entry) => !selected.has(entry.address) && entry.action === 'run' && entry.reason !== 'first run',
  );
  return stale.map((entry): Issue => ({
    code: 'UPSTREAM_STALE',
    severity: 'warning',
    message: `${entry.address} is stale (${entry.reason}); its last version is read`,
    hint: 'Put + before the selector to build upstream too.',
  }));
}
