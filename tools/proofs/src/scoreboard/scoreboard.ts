import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, relative } from 'node:path';
import { PROOFS } from './proofs';

export const ROOT = join(__dirname, '..', '..', '..', '..');
const PAGE = join(ROOT, 'docs', 'reliability.md');

/** The part of `jest --json` that is read. */
interface JestReport {
  startTime: number;
  testResults: { name: string; startTime: number; endTime: number; assertionResults: { status: string }[] }[];
}

/** The table of promises. */
export function proofTable(): string {
  const rows = PROOFS.map(
    ({ promise, spec, change, full, planted }) =>
      `| ${promise} | [${spec.split('/').slice(-2).join('/')}](../${spec}) | ${change} | ${full} | ${planted ?? '–'} |`,
  );
  return [
    '| promise | spec | `npm test` | `npm run test:full` | planted bug, caught |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function resultTable(report: JestReport): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
  const date = new Date(report.startTime).toISOString().slice(0, 10);
  const rows = PROOFS.map(({ spec }) => {
    const found = report.testResults.find(({ name }) => relative(ROOT, name) === spec);
    const count = (status: string): number =>
      found?.assertionResults.filter((test) => test.status === status).length ?? 0;
    return `| ${spec.split('/').slice(-2).join('/')} | ${count('passed')} | ${count('failed')} | ${found ? Math.round((found.endTime - found.startTime) / 1000) : '–'} s |`;
  });
  const head = `Full run of ${date}, commit ${commit}, ${cpus().length} cores, Node ${process.versions.node}, ${process.platform}.`;
  return [head, '', '| spec | passed | failed | time |', '|---|---|---|---|', ...rows].join('\n');
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function withSection(page: string, name: string, content: string): string {
  const [before = '', rest = ''] = page.split(`<!-- ${name} -->`);
  const after = rest.split(`<!-- /${name} -->`)[1] ?? '';
  return `${before}<!-- ${name} -->\n${content}\n<!-- /${name} -->${after}`;
}

if (require.main === module) {
  const [file] = process.argv.slice(2);
  let page = withSection(readFileSync(PAGE, 'utf8'), 'proofs', proofTable());
  if (file !== undefined)
    page = withSection(page, 'results', resultTable(JSON.parse(readFileSync(file, 'utf8')) as JestReport));
  writeFileSync(PAGE, page);
}
