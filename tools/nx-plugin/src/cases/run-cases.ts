import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** One comparison of `mesh test`. */
export interface CaseOutcome {
  case: string;
  dataset: string;
  ok: boolean;
  diff: RowDiff | null;
}

interface RowDiff {
  columns: string[];
  rows: { kind: 'missing' | 'unexpected' | 'changed'; cells: Cells; expected?: Cells }[];
  truncated: number;
}

type Cells = (string | null)[];

interface Finding {
  severity: string;
  message: string;
  hint: string | null;
  file: string | null;
  line: number | null;
  address: string | null;
}

/** What `mesh test DOMAIN --json` prints. */
export interface CasesDocument {
  result: { cases: CaseOutcome[] } | null;
  issues: Finding[];
}

/** Runs a domain's cases with the built command line. Throws with its output where it prints no document. */
export function runCases(workspace: string, domain: string): CasesDocument {
  const mesh = join(workspace, 'libs/cli/bin/mesh.js');
  const run = spawnSync(process.execPath, [mesh, 'test', domain, '--json', '--workspace', workspace], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  try {
    return JSON.parse(run.stdout) as CasesDocument;
  } catch {
    throw new Error(`mesh test ${domain} ended with exit ${run.status} and printed:\n${run.stdout}${run.stderr}`);
  }
}

/** Why a case failed: its findings, then the rows that differ. */
export function explain({ dataset, diff }: CaseOutcome, issues: readonly Finding[]): string {
  const findings = issues.filter((issue) => issue.address === dataset).map(formatFinding);
  return [...findings, ...(diff ? formatDiff(diff) : [])].join('\n');
}

export function formatFinding({ message, hint, file, line }: Finding): string {
  const place = file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `;
  return `${place}${message}${hint === null ? '' : ` ${hint}`}`;
}

function formatDiff({ columns, rows, truncated }: RowDiff): string[] {
  const text = (cells: Cells): string => cells.map((cell) => cell ?? 'NULL').join(' | ');
  const lines = rows.map(({ kind, cells, expected }) => {
    if (kind === 'missing') return `- ${text(cells)}`;
    if (kind === 'unexpected') return `+ ${text(cells)}`;
    return `- ${text(expected ?? [])}\n+ ${text(cells)}`;
  });
  const more = truncated > 0 ? [`… and ${truncated} more`] : [];
  return ['(- expected, + actual)', `  ${columns.join(' | ')}`, ...lines, ...more];
}
