import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnvelopeIssue } from '@mu-mesh/cli';
import { STACK_TRACE, mesh } from '../../mesh-cli';
import { Scratch, pipeline } from '../../run/scratch';
import type { BaseFile } from './base-files';
import type { Mutant } from './mutants';

/** Milliseconds that one command may take. */
const PATIENCE = 10_000;
/** The status of a process with a command that takes longer. */
const HUNG = 9;
/** What may be said of a file that is broken, or whose footer says other columns than before. */
const EXITS: Readonly<Record<string, number>> = {
  DATA_INVALID: 1,
  SCHEMA_CONFLICT: 2,
  SCHEMA_FROZEN: 1,
  SOURCE_UNREADABLE: 3,
};
/** Words of the engine that help nobody. */
const ENGINE_WORDS = /INTERNAL|Stack Trace|0x[0-9a-f]{6}|bad_alloc|TProtocolException|undefined|\[object|NaN\b/;

interface Answer {
  exit: number;
  issues: EnvelopeIssue[];
  datasets?: { address: string; status: string }[];
}

/** Commits a good file into three tables: one appends files, one is overwritten and declares its columns, one is never touched again. */
export async function template(file: BaseFile): Promise<Scratch> {
  const ingest = { type: 'IngestParquet', name: 'lines', file_location: 'data/*.parquet' };
  const declared = { ...ingest, schema: { id: 'BIGINT', text: 'VARCHAR' } };
  const scratch = new Scratch({
    'domains/sales/raw/added/pipeline.json': job(ingest, 'added', 'append'),
    'domains/sales/raw/replaced/pipeline.json': job(declared, 'replaced', 'overwrite'),
    'domains/sales/raw/sound/pipeline.json': job(ingest, 'sound', 'append'),
  });
  for (const name of ['added', 'replaced', 'sound'])
    scratch.write(`domains/sales/raw/${name}/data/1.parquet`, file.bytes);
  await scratch.run();
  return scratch;
}

function job(ingest: unknown, name: string, mode: string): string {
  return pipeline([ingest], [{ type: 'DestinationDefaultCatalog', table_name: `sales.raw.${name}`, mode }]);
}

/** Puts a mutant where the jobs read, runs them, previews it, puts the good file back; what was wrong with all that. */
export class Trial {
  readonly complaints: string[] = [];
  /** How often commands ended with which code; `read` where the file was taken as it is. */
  readonly codes: Record<string, number> = {};

  constructor(
    private readonly mutant: Mutant,
    private readonly file: BaseFile,
    private readonly built: string,
  ) {}

  async run(): Promise<void> {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'mesh-proof-')));
    try {
      cpSync(this.built, root, { recursive: true });
      await this.withMutant(root, this.mutant.bytes);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }

  private async withMutant(root: string, bytes: Buffer | undefined): Promise<void> {
    const targets = { added: 'added/data/2.parquet', replaced: 'replaced/data/1.parquet' };
    for (const target of Object.values(targets)) put(join(root, 'domains/sales/raw', target), bytes);
    put(join(root, 'domains/sales/raw/sound/data/2.parquet'), this.file.more);
    const before = versions(root);
    const answer = await this.ask(root, ['run']);
    const after = versions(root);
    for (const [name, target] of Object.entries(targets)) {
      const address = `sales.raw.${name}`;
      const issue = answer.issues.find((found) => found.address === address && found.severity === 'error');
      const grown = after[name] !== before[name];
      if (issue) this.judge(issue, bytes ? target : undefined);
      else this.count('read');
      if (issue && grown) this.complain(`${address} failed and has another version`);
      if (!issue && !grown && bytes) this.complain(`${address} neither failed nor has another version`);
      if (answer.exit === 0 && issue) this.complain(`exit 0 with ${issue.code}`);
    }
    if (after['sound'] === before['sound']) this.complain('the table of sound files was not written');
    await this.preview(root, join('domains/sales/raw', targets.added));
    await this.restore(root, targets, answer);
  }

  private async preview(root: string, path: string): Promise<void> {
    const { exit, issues } = await this.ask(root, ['preview', path]);
    const [issue] = issues;
    if (!issue) return void (exit === 0 || this.complain(`preview exits ${exit} without a word`));
    if (this.mutant.bytes) this.judge(issue, path);
    if (EXITS[issue.code] !== undefined && exit !== EXITS[issue.code])
      this.complain(`preview exits ${exit}: ${issue.code}`);
  }

  /** With the good file again, what had failed is exact. */
  private async restore(root: string, targets: Record<string, string>, first: Answer): Promise<void> {
    put(join(root, 'domains/sales/raw', targets['added'] ?? ''), this.file.more);
    put(join(root, 'domains/sales/raw', targets['replaced'] ?? ''), this.file.bytes);
    const failed = Object.keys(targets).filter((name) => first.issues.some(({ address }) => address?.endsWith(name)));
    if (failed.length === 0) return;
    const again = await this.ask(root, ['run', ...failed.map((name) => `sales.raw.${name}`)]);
    if (again.exit !== 0) this.complain(`with the good file: exit ${again.exit}: ${again.issues[0]?.message}`);
    for (const name of failed) {
      const { length } = await new Scratch({}, root).rows(`sales.raw.${name}`);
      if (length !== (name === 'added' ? 8000 : 4000)) this.complain(`with the good file: ${length} rows in ${name}`);
    }
  }

  private judge({ code, message, hint }: EnvelopeIssue, file: string | undefined): void {
    this.count(code);
    const said = `${code} ${message.slice(0, 400)}`;
    if (file === undefined) return void (code === 'SOURCE_MISSING' || this.complain(`a folder: ${said}`));
    if (EXITS[code] === undefined) this.complain(`not understood: ${said}`);
    if (!code.startsWith('SCHEMA') && !message.includes(file)) this.complain(`names no file: ${said}`);
    if (ENGINE_WORDS.test(message) || message.includes('\n')) this.complain(`not plain: ${said}`);
    if (!hint) this.complain(`does not say what to do: ${said}`);
  }

  private async ask(root: string, args: string[]): Promise<Answer> {
    const late = setTimeout(() => {
      process.stderr.write(`${args[0]} hangs\n`);
      process.exit(HUNG);
    }, PATIENCE);
    const { exit, stdout, stderr } = await mesh(root, [...args, '--json']);
    clearTimeout(late);
    if (STACK_TRACE.test(stderr + stdout)) this.complain(`a stack trace: ${stderr.slice(0, 300)}`);
    if (![0, 1, 2, 3].includes(exit)) this.complain(`${args[0]} exits ${exit}`);
    return { ...(JSON.parse(stdout) as Answer), exit };
  }

  private count(code: string): void {
    this.codes[code] = (this.codes[code] ?? 0) + 1;
  }

  private complain(what: string): void {
    this.complaints.push(`${this.mutant.kind}: ${what}`);
  }
}

function put(path: string, bytes: Buffer | undefined): void {
  rmSync(path, { recursive: true, force: true });
  if (bytes) writeFileSync(path, bytes);
  else mkdirSync(path);
}

/** The files of every table that a reader goes by. */
function versions(root: string): Record<string, string> {
  const tables = join(root, 'lake/sales/raw');
  return Object.fromEntries(
    readdirSync(tables).map((name) => [name, readdirSync(join(tables, name, '_delta_log')).join()]),
  );
}
