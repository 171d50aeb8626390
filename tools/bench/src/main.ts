import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FULL_SIZES, SIZES, type Bench } from './bench';
import { CASES } from './cases';
import { caseText } from './report/case-text';
import { withSection } from './report/document';
import { stamp } from './report/stamp';

const USAGE = `npm run bench [-- CASE …] [--full] [--runs 5] [--transactions N] [--scratch DIR] [--mesh FILE] [--dry]
Cases: ${Object.keys(CASES).join(', ')}; all without any.
  --full          the memory case at full size
  --scratch DIR   work in DIR and keep it: generated data is used again
  --mesh FILE     measure another build's mesh.js
  --dry           print only; docs/benchmarks.md stays as it is
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      full: { type: 'boolean' },
      runs: { type: 'string', default: '5' },
      transactions: { type: 'string' },
      scratch: { type: 'string' },
      mesh: { type: 'string' },
      dry: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const unknown = positionals.find((name) => !(name in CASES));
  if (values.help || unknown !== undefined) {
    process.stdout.write(unknown === undefined ? USAGE : `there is no case ${unknown}\n${USAGE}`);
    process.exitCode = unknown === undefined ? 0 : 2;
    return;
  }
  const repository = resolve(__dirname, '../../..');
  const scratch = values.scratch === undefined ? mkdtempSync(join(tmpdir(), 'bench-')) : resolve(values.scratch);
  const sizes = {
    ...(values.full ? FULL_SIZES : SIZES),
    ...(values.transactions && { transactions: Number(values.transactions) }),
  };
  const mesh = values.mesh === undefined ? join(repository, 'libs/cli/bin/mesh.js') : resolve(values.mesh);
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const bench: Omit<Bench, 'scratch'> = { repository, mesh, runs: Number(values.runs), sizes, log };
  try {
    await runCases(bench, scratch, positionals, values.dry === true);
  } finally {
    if (values.scratch === undefined) rmSync(scratch, { recursive: true, force: true });
  }
}

async function runCases(
  bench: Omit<Bench, 'scratch'>,
  scratch: string,
  chosen: readonly string[],
  dry: boolean,
): Promise<void> {
  const document = join(bench.repository, 'docs/benchmarks.md');
  for (const [name, run] of Object.entries(CASES)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    bench.log(`${name} …`);
    const folder = join(scratch, name);
    mkdirSync(folder, { recursive: true });
    const measured = stamp(bench.repository, bench.runs);
    const section = caseText(await run({ ...bench, scratch: folder }), measured);
    process.stdout.write(`${section}\n\n`);
    if (!dry) writeFileSync(document, withSection(readFileSync(document, 'utf8'), name, section));
  }
}

void main();
