import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

const FOLDER = join(__dirname, '../../../../.github/workflows');

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  if?: string;
  permissions?: Record<string, string>;
  steps: Step[];
}
interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const workflows = readdirSync(FOLDER).map((name): [string, Workflow] => [
  name,
  parse(readFileSync(join(FOLDER, name), 'utf8')) as Workflow,
]);

describe.each(workflows)('%s', (_, { on, permissions, jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  it('runs what a pull request brings without rights to write', () => {
    expect(Object.keys(on)).not.toContain('pull_request_target');
    expect(permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(jobs)) {
      if (job.permissions === undefined) continue;
      expect(job.permissions).toEqual({ 'pull-requests': 'write' });
      expect(job.if).toContain('head.repo.full_name == github.repository');
      expect(
        job.steps.filter(
          ({ uses = '', run = '' }) => /checkout|setup-node/.test(uses) || /\b(?:npm|npx|node)\b/.test(run),
        ),
      ).toEqual([]);
    }
  });

  it('pins actions to commits, and keeps no token where code of the branch runs', () => {
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
      expect(step.with).toMatchObject({ 'persist-credentials': false });
  });

  it('puts nothing into a script that others can write', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });
});

describe('the comment', () => {
  const script = workflows
    .flatMap(([, { jobs }]) => jobs['comment']?.steps ?? [])
    .find(({ run }) => run !== undefined)?.run;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mesh-comment-'));
    writeFileSync(join(folder, 'report.md'), '<!-- mesh pr-report -->\n');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs it with a GitHub that has these ids of earlier comments; returns what it was asked to write. */
  function post(ids: string): string {
    const gh = `#!/bin/sh\ncase "$*" in *--paginate*) printf '${ids}';; *) echo "$*" >> written;; esac\n`;
    writeFileSync(join(folder, 'gh'), gh);
    chmodSync(join(folder, 'gh'), 0o755);
    const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}`, GH_REPO: 'acme/mesh', NUMBER: '7' };
    execFileSync('bash', ['-e', '-c', script ?? 'false'], { cwd: folder, env });
    return existsSync(join(folder, 'written')) ? readFileSync(join(folder, 'written'), 'utf8') : '';
  }

  it('is written once', () => {
    expect(post('')).toBe('api --silent --method POST repos/acme/mesh/issues/7/comments -F body=@report.md\n');
  });

  it('is brought up to date afterwards', () => {
    expect(post('12\\n34\\n')).toBe(
      'api --silent --method PATCH repos/acme/mesh/issues/comments/12 -F body=@report.md\n',
    );
  });
});
