import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCli, temporaryFolder } from './testing/cli';
import { commit, git, repository, TOTALS, write } from './testing/repository';

let root: string;
let path: string;
beforeEach(() => {
  root = repository();
  path = process.env['PATH'] ?? '';
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(dirname(root), { recursive: true, force: true });
});

/** What a command that compares with a commit says first, and what to do; both say the same. */
async function said(cwd: string, ...args: string[]): Promise<string[]> {
  const runs = [
    await runCli(['contract', 'diff', ...args], { cwd }),
    await runCli(['pr-report', '--no-data', ...args], { cwd }),
  ];
  for (const { exit } of runs) expect(exit).toBe(2);
  const [lines, others] = runs.map(({ stderr }) => stderr.split('\n').filter((line) => /^error|hint:/.test(line)));
  expect(others).toEqual(lines);
  return lines?.map((line) => line.trim()) ?? [];
}

/** Puts a program called git before the real one, that fails where its first argument is `command`. */
function failing(command: string): void {
  const folder = join(dirname(root), 'bin');
  mkdirSync(folder, { recursive: true });
  const script = `#!/bin/sh\nif [ "$1" = ${command} ]; then echo "fatal: index file corrupt" >&2; exit 128; fi\nPATH=${JSON.stringify(path)} exec git "$@"\n`;
  writeFileSync(join(folder, 'git'), script);
  chmodSync(join(folder, 'git'), 0o755);
  process.env['PATH'] = `${folder}:${path}`;
}

it('says that a base does not exist', async () => {
  expect(await said(root, '--base', 'nowhere')).toEqual([
    'error: git knows no commit "nowhere" [USAGE]',
    'hint: Give --base a branch, tag or commit; in CI, fetch the whole history.',
  ]);
});

it.each(['ls-tree', 'diff'])('says that git %s failed: nothing counts as unchanged', async (command) => {
  write(root, { [`${TOTALS}/totals.sql`]: 'SELECT 1 AS other' });
  failing(command);
  expect(await said(root)).toEqual([
    `error: \`git ${command}\` failed: index file corrupt [USAGE]`,
    'hint: See what `git status` and `git fsck` say; in CI, fetch the whole history.',
  ]);
});

it('says that files unknown to git could not be listed', async () => {
  failing('ls-files');
  const { exit, stderr } = await runCli(['pr-report', '--no-data'], { cwd: root });
  expect([exit, stderr.split('\n')[0]]).toEqual([2, 'error: `git ls-files` failed: index file corrupt [USAGE]']);
});

it('says that a clone is shallow where the base is not in it', async () => {
  git(root, 'checkout', '-q', '-b', 'topic');
  write(root, { 'a.md': 'more' });
  commit(root, 'topic');
  git(root, 'checkout', '-q', 'main');
  write(root, { 'b.md': 'more' });
  commit(root, 'main');
  const clone = join(dirname(root), 'clone');
  const origin = `file://${dirname(root)}`;
  git(dirname(root), 'clone', '-q', '--depth', '1', '--no-single-branch', '--branch', 'topic', origin, clone);
  const words = 'this clone is shallow, and has only a part of the history [USAGE]';
  const hint = 'hint: Fetch the rest: `git fetch --unshallow`, in CI `fetch-depth: 0`.';
  expect(await said(join(clone, 'mesh'))).toEqual([
    `error: there is no branch main that this one comes from: ${words}`,
    hint,
  ]);
  expect(await said(join(clone, 'mesh'), '--base', 'main~1')).toEqual([
    `error: git knows no commit "main~1": ${words}`,
    hint,
  ]);
});

it('says that git is not there', async () => {
  process.env['PATH'] = temporaryFolder();
  expect(await said(root)).toEqual(['error: git is not installed, or not on the path [USAGE]', 'hint: Install git.']);
});

it('says that there is no repository, or no commit', async () => {
  const hidden = join(dirname(root), '.git');
  renameSync(hidden, join(dirname(root), 'gone'));
  expect(await said(root)).toEqual([
    `error: ${root} is in no git repository [USAGE]`,
    'hint: Run it in a git work tree.',
  ]);
  git(dirname(root), 'init', '-q', '-b', 'main');
  expect((await said(root))[0]).toBe(`error: ${root} is in no git repository with a commit [USAGE]`);
});

it('gives the words of git where the repository itself is broken', async () => {
  writeFileSync(join(dirname(root), '.git', 'config'), '[core\n');
  expect((await said(root))[0]).toMatch(
    /^error: `git rev-parse` failed: bad config line 1 in file .*config \[USAGE\]$/,
  );
});
