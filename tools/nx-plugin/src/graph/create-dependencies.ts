import { DependencyType, type CreateDependencies, type CreateDependenciesContext } from '@nx/devkit';
import { closingEdges, type Edge } from '../../../../libs/core/src/sql';
import { jobStatements } from './job-statements';
import { sqlTables } from './sql-tables';

/** What a domain's targets are made from and run by: a change of either concerns every domain. */
const PLATFORM = ['libs/cli', 'tools/nx-plugin'];

/**
 * Lineage as edges of the project graph: a domain depends on those whose datasets its SQL reads, and on the command
 * line that runs it. Of a circle of domains the closing edge is left out, so that the others can be run.
 */
export const createDependencies: CreateDependencies = async (_options, context) => {
  const projects = Object.entries(context.projects);
  const platform = projects.filter(([, project]) => PLATFORM.includes(project.root)).map(([name]) => name);
  const domains = new Map(
    projects.flatMap(([name, { root }]) =>
      root.startsWith('domains/') ? [[root.slice('domains/'.length), name]] : [],
    ),
  );
  const edges = await lineage(domains, context);
  const reads = edges.flatMap(({ from, to }) => implicit(domains.get(from), domains.get(to)));
  const tools = [...domains.values()].flatMap((domain) => platform.flatMap((tool) => implicit(domain, tool)));
  return [...reads, ...tools];
};

async function lineage(domains: ReadonlyMap<string, string>, context: CreateDependenciesContext): Promise<Edge[]> {
  const statements = new Map([...domains].map(([domain, project]) => [domain, statementsOf(domain, project, context)]));
  const tables = await sqlTables(context.workspaceRoot, [...new Set([...statements.values()].flat())]);
  const edges = new Map<string, Edge>();
  for (const [from, texts] of statements) {
    for (const name of texts.flatMap((sql) => tables.get(sql) ?? [])) {
      const to = name.slice(0, name.indexOf('.'));
      if (to !== from && domains.has(to)) edges.set(`${from} ${to}`, { from, to });
    }
  }
  const closing = closingEdges([...edges.values()]);
  return [...edges.values()].filter((edge) => !closing.includes(edge));
}

const JOB_FILE = /^domains\/[^/]+\/(raw|silver|gold)\/[^/]+\/pipeline\.json$/;

function statementsOf(domain: string, project: string, context: CreateDependenciesContext): string[] {
  const files = (context.fileMap.projectFileMap[project] ?? []).map(({ file }) => file);
  const jobs = files.filter((file) => file.startsWith(`domains/${domain}/`) && JOB_FILE.test(file));
  return jobs.flatMap((file) => jobStatements(context.workspaceRoot, file));
}

interface ImplicitDependency {
  source: string;
  target: string;
  type: DependencyType.implicit;
}

function implicit(source: string | undefined, target: string | undefined): ImplicitDependency[] {
  return source === undefined || target === undefined ? [] : [{ source, target, type: DependencyType.implicit }];
}
