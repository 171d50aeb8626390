import { closest, distance } from 'fastest-levenshtein';
import { parseAddress } from '../model/address';
import type { Issue } from '../model/issue';
import type { Dataset, Domain } from '../model/job';
import type { Workspace } from '../model/workspace';
import type { SqlFinding } from '../ports';
import { positionAt } from '../config';
import { closingEdges, type Edge } from '../sql';
import type { Analyses } from './analysis';
import { DatasetGraph } from './graph';
import { privateTables, statementsOf, yieldsRows, type Statement } from './statements';

/** A place in SQL that reads a dataset. */
export interface Reading {
  reader: string;
  read: string;
  statement: Statement;
  /** UTF-16 offset into the statement. */
  offset: number;
}

export interface Resolved {
  graph: DatasetGraph;
  readings: Reading[];
  issues: Issue[];
}

/** Turns the tables that SQL names into edges between datasets, and says which names are wrong and why. */
export function resolveReferences(workspace: Workspace, analyses: Analyses): Resolved {
  const domains = new Map(workspace.domains.map((domain) => [domain.name, domain]));
  const datasets = workspace.domains.flatMap((domain) => domain.datasets);
  const known = new Set(datasets.map((dataset) => dataset.id));
  const readings: Reading[] = [];
  const issues: Issue[] = [];
  for (const statement of datasets.flatMap(statementsOf)) {
    const analysis = analyses.get(statement.sql.text);
    if (!analysis) continue;
    issues.push(...analysis.findings.map((finding) => findingIssue(statement, finding)));
    for (const { name, offset } of analysis.tables) {
      const problem = name.includes('.')
        ? addressProblem(name, statement.dataset, domains, known)
        : stepProblem(name, statement);
      if (problem)
        issues.push({
          ...problem,
          severity: 'error',
          position: positionAt(statement.sql, offset),
          address: statement.dataset.id,
        });
      else if (name.includes('.')) readings.push({ reader: statement.dataset.id, read: name, statement, offset });
    }
  }
  issues.push(...cycleIssues(readings));
  return { graph: graphOf(datasets, readings), readings, issues };
}

/** What the engine found in a statement, as an issue with its place in the file. */
export function findingIssue(statement: Pick<Statement, 'sql' | 'dataset'>, finding: SqlFinding): Issue {
  return {
    code: finding.code,
    severity: 'error',
    message: finding.message,
    ...(finding.hint && { hint: finding.hint }),
    position: finding.offset === undefined ? statement.sql.position : positionAt(statement.sql, finding.offset),
    address: statement.dataset.id,
  };
}

type Problem = Pick<Issue, 'code' | 'message' | 'hint'>;

function addressProblem(
  name: string,
  reader: Dataset,
  domains: ReadonlyMap<string, Domain>,
  known: ReadonlySet<string>,
): Problem | undefined {
  const address = parseAddress(name);
  if (!address)
    return {
      code: 'REFERENCE_UNKNOWN',
      message: `\`${name}\` is no dataset address (domain.layer.dataset)`,
      ...didYouMean(name, [...known]),
    };
  if (name === reader.id)
    return {
      code: 'CYCLE',
      message: `${name} reads itself`,
      hint: 'Read what it is made from; mode append keeps the rows that are there.',
    };
  if (address.domain !== reader.address.domain) {
    if (address.layer !== 'gold') {
      const published =
        domains
          .get(address.domain)
          ?.datasets.filter((d) => d.address.layer === 'gold')
          .map((d) => d.id) ?? [];
      const hint =
        published.length > 0
          ? `Published are: ${published.join(', ')}.`
          : `Ask the owner of ${address.domain} to publish it in gold.`;
      return {
        code: 'REFERENCE_PRIVATE',
        message: `\`${name}\` is private: only gold datasets can be read by other domains`,
        hint,
      };
    }
    const ports = domains.get(address.domain)?.outputPorts ?? [];
    if (known.has(name) && ports.length > 0 && !ports.some((port) => port.name === address.dataset)) {
      const hint = `Ports of ${address.domain}: ${ports.map((port) => port.name).join(', ')}.`;
      return {
        code: 'REFERENCE_PRIVATE',
        message: `\`${name}\` is no output port of the product ${address.domain}`,
        hint,
      };
    }
  }
  if (known.has(name)) return undefined;
  return { code: 'REFERENCE_UNKNOWN', message: `there is no dataset \`${name}\``, ...didYouMean(name, [...known]) };
}

function stepProblem(name: string, statement: Statement): Problem | undefined {
  const { job, jobIndex, stepIndex, dataset } = statement;
  const earlier = job.steps
    .slice(0, stepIndex)
    .filter(yieldsRows)
    .map((step) => step.name);
  const unread = (job.leftOut ?? []).filter(({ before }) => before <= stepIndex);
  // What an earlier command with an error of its own would give is no error of this one.
  if (unread.some((one) => one.name === name) || (unread.length > 0 && name === 'input')) return undefined;
  const visible = [...earlier, ...(earlier.length > 0 ? ['input'] : []), ...privateTables(dataset, jobIndex)];
  if (visible.includes(name)) return undefined;
  const hint =
    visible.length > 0
      ? {}
      : { hint: 'It is the first of its job: read a dataset by its address (domain.layer.dataset).' };
  return {
    code: 'REFERENCE_UNKNOWN',
    message: `\`${name}\` is no earlier step of this job and no dataset address`,
    ...hint,
    ...didYouMean(name, visible),
  };
}

function didYouMean(name: string, candidates: readonly string[]): { hint?: string } {
  if (candidates.length === 0) return {};
  const near = closest(name, candidates);
  return distance(name, near) <= Math.max(2, Math.floor(name.length / 5)) ? { hint: `Did you mean \`${near}\`?` } : {};
}

function cycleIssues(readings: readonly Reading[]): Issue[] {
  const domainOf = (id: string): string => id.slice(0, id.indexOf('.'));
  const byDataset = closingEdges(readings.map(({ reader, read }) => ({ from: reader, to: read })));
  const byDomain = closingEdges(
    unique(readings.map(({ reader, read }) => ({ from: domainOf(reader), to: domainOf(read) }))),
  );
  const issues: Issue[] = [];
  for (const { reader, read, statement, offset } of readings) {
    const position = positionAt(statement.sql, offset);
    const domainEdge = byDomain.find((edge) => edge.from === domainOf(reader) && edge.to === domainOf(read));
    if (byDataset.some((edge) => edge.from === reader && edge.to === read)) {
      issues.push({
        code: 'CYCLE',
        severity: 'error',
        message: `${reader} reads ${read}, which is made from ${reader}`,
        position,
        address: reader,
      });
    } else if (domainEdge) {
      const message = `domain ${domainEdge.from} reads ${domainEdge.to}, and ${domainEdge.to} reads ${domainEdge.from}: domains must not read each other in a circle`;
      issues.push({ code: 'CYCLE', severity: 'error', message, position, address: reader });
    }
  }
  return issues;
}

function unique(edges: readonly Edge[]): Edge[] {
  return [...new Map(edges.map((edge) => [`${edge.from} ${edge.to}`, edge])).values()];
}

function graphOf(datasets: readonly Dataset[], readings: readonly Reading[]): DatasetGraph {
  const reads = new Map<string, Set<string>>(datasets.map((dataset) => [dataset.id, new Set()]));
  for (const { reader, read } of readings) reads.get(reader)?.add(read);
  return new DatasetGraph(reads);
}
