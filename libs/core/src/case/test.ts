import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toMeshError } from '../errors';
import type { MeshContext } from '../mesh';
import type { Issue } from '../model/issue';
import type { EngineSession } from '../ports';
import { refusal } from '../plan/plan';
import { datasetsOf, selectDatasets } from '../plan/selection';
import { check, relevantIssues, type Checked } from '../plan/validate';
import { newRunId } from '../run/run-id';
import { withSession } from '../run/session';
import { provide, type CaseBuild } from './build';
import { diffOrdered, diffRows, type RowDiff } from './diff';
import { findCases, type TestCase } from './find';
import { loadExpected } from './fixture';

export interface CaseResult {
  domain: string;
  case: string;
  /** The address whose rows were compared. */
  dataset: string;
  ok: boolean;
  diff?: RowDiff;
  issues: Issue[];
}

export interface TestResult {
  cases: CaseResult[];
  issues: Issue[];
}

/**
 * Runs the declarative cases of the selected datasets in a lake of their own, one after the other.
 * Throws the issues of the selection's configuration.
 */
export async function test(context: MeshContext, options: { selectors: readonly string[] }): Promise<TestResult> {
  const checked = await check(context, true);
  const selected = selectDatasets(context.workspace, checked.resolved.graph, options.selectors);
  refuseErrors(relevantIssues(context, checked, selected, options.selectors));
  const known = new Set(datasetsOf(context.workspace).keys());
  const domains = context.workspace.domains.filter(({ datasets }) => datasets.some(({ id }) => selected.has(id)));
  const found = domains.map((domain) => findCases(domain, known));
  const issues = found.flatMap((domain) => domain.issues);
  const cases = found
    .flatMap((domain) => domain.cases)
    .filter((testCase) => [...testCase.expected.keys()].some((address) => selected.has(address)));
  if (cases.length === 0) return { cases: [], issues };
  const run = newRunId(context.host.now());
  const root = join(context.workspace.root, '.mesh', 'tests', run);
  const paths = [root, ...cases.map((testCase) => testCase.folder)];
  try {
    return await withSession(context, { folder: context.workspace.root, run, paths }, async (session) => {
      const results: CaseResult[] = [];
      for (const [index, testCase] of cases.entries()) {
        context.signal.throwIfAborted();
        results.push(
          ...(await runCase(context, session, checked, selected, testCase, { run, lake: join(root, String(index)) })),
        );
      }
      return { cases: results, issues };
    });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function refuseErrors(issues: readonly Issue[]): void {
  const errors = issues.filter((issue) => issue.severity === 'error');
  if (errors.length > 0)
    throw refusal(errors, `${errors.length} errors in the configuration; nothing was tested`, errors);
}

async function runCase(
  context: MeshContext,
  session: EngineSession,
  checked: Checked,
  selected: ReadonlySet<string>,
  testCase: TestCase,
  place: { run: string; lake: string },
): Promise<CaseResult[]> {
  const build: CaseBuild = {
    context: { ...context, emit: () => undefined },
    session,
    testCase,
    run: place.run,
    lake: place.lake,
    graph: checked.resolved.graph,
    datasets: datasetsOf(context.workspace),
    columns: checked.columns,
    ready: new Map(),
  };
  const results: CaseResult[] = [];
  for (const [address, file] of testCase.expected) {
    if (!selected.has(address)) continue;
    const result = { domain: testCase.domain, case: testCase.name, dataset: address };
    try {
      const diff = await compare(build, address, file);
      results.push({
        ...result,
        ok: diff === undefined,
        ...(diff && { diff }),
        issues: diff ? [difference(address, file, testCase)] : [],
      });
    } catch (error) {
      results.push({ ...result, ok: false, issues: toMeshError(error).issues.map((issue) => ({ ...issue, address })) });
    }
  }
  return results;
}

async function compare(build: CaseBuild, address: string, file: string): Promise<RowDiff | undefined> {
  const table = await provide(build, address);
  const scope = await build.session.scope();
  const directory = join(build.lake, '_expected', address);
  const target = { directory, quarantineFile: join(directory, 'bad.parquet'), run: build.run };
  try {
    const expected = await loadExpected(scope, file, table.schema, target);
    await scope.name('whole', await scope.table(table));
    const actual = await scope.query(
      `SELECT ${expected.columns.map(({ name }) => quoted(name)).join(', ')} FROM whole`,
    );
    return build.testCase.ordered.has(address)
      ? await diffOrdered(scope, actual, expected)
      : await diffRows(scope, actual, expected);
  } finally {
    await scope.close();
  }
}

/** A column's name in SQL. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function difference(address: string, file: string, testCase: TestCase): Issue {
  const message = `${address} differs from what the case ${testCase.name} expects`;
  return { code: 'TEST_FAILED', severity: 'error', message, position: { file, line: 1, column: 1 }, address };
}
