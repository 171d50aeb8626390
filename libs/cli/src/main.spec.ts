import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allCommands } from './commands';
import { commandReference } from './reference';
import { runCli, temporaryFolder } from './testing/cli';
import { checkedEnvelope, check } from './testing/schemas';

const cwd = temporaryFolder();

describe('mesh', () => {
  it('prints its version', async () => {
    expect(await runCli(['--version'], { cwd })).toEqual({ exit: 0, stdout: '0.1.0\n', stderr: '' });
    const { stdout } = await runCli(['-V', '--json'], { cwd });
    expect(checkedEnvelope(stdout, 'version').result).toEqual({ version: '0.1.0' });
  });

  it('shows the help of every command, with its examples', async () => {
    for (const { name, examples, hidden } of allCommands()) {
      if (hidden) continue;
      const { exit, stdout } = await runCli([...name.split(' '), '--help'], { cwd });
      expect(exit).toBe(0);
      expect(stdout).toContain(`Usage: mesh ${name}`);
      for (const [line] of examples) expect(stdout).toContain(line);
    }
  });

  it('shows help as text, with --json too', async () => {
    for (const command of [[], ['run']]) {
      const { exit, stdout } = await runCli(['--json', ...command, '--help'], { cwd });
      expect([exit, stdout.split(' [')[0]]).toEqual([0, ['Usage: mesh', ...command].join(' ')]);
    }
  });

  it('marks options that must be given, in the help as on the reference page', async () => {
    for (const name of ['rollback', 'quarantine discard']) {
      const { stdout } = await runCli([...name.split(' '), '--help'], { cwd });
      expect(stdout.match(/\(required\)/g)).toHaveLength(1);
    }
  });

  it('describes every command and option on the reference page', () => {
    const page = commandReference();
    for (const { name, options, hidden } of allCommands()) {
      if (hidden) continue;
      expect(page).toContain(`## mesh ${name}\n`);
      for (const { flags } of options) expect(page).toContain(`\`${flags.replaceAll('|', '\\|')}\``);
    }
  });

  it('without a command shows the help and exits 2', async () => {
    const { exit, stdout, stderr } = await runCli([], { cwd });
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Commands:');
    expect(stderr).toContain('error: no command is given [USAGE]');
  });

  it.each([
    [['rnu'], "unknown command 'rnu'", 'Did you mean run?'],
    [['run', '--ful'], "unknown option '--ful'", 'Did you mean --full?'],
    [['preview'], "missing required argument 'table'", 'See `mesh preview --help`.'],
    [
      ['preview', 'x', '--limit', 'ten'],
      "option '--limit <rows>' argument 'ten' is invalid. it takes a whole number of at least 1",
      'See `mesh preview --help`.',
    ],
    [
      ['preview', 'x', '--format', 'xml'],
      "option '--format <format>' argument 'xml' is invalid. Allowed choices are table, csv, json.",
      'See `mesh preview --help`.',
    ],
    [['rollback', 'x'], "required option '--to <version|time>' not specified", 'See `mesh rollback --help`.'],
    [['zzzz'], "unknown command 'zzzz'", 'See `mesh --help`.'],
    [['contract', 'init'], "missing required argument 'address'", 'See `mesh contract init --help`.'],
    [['contract', 'zzzz'], "unknown command 'zzzz'", 'See `mesh contract --help`.'],
    [
      ['diff', 'x', '--limit', '5000'],
      "option '--limit <rows>' argument '5000' is invalid. it takes a whole number of at most 1000",
      'See `mesh diff --help`.',
    ],
    [
      ['checks', 'x.gold.y', '--limit', '1'],
      '--limit counts versions: it goes with --history',
      '`mesh checks x.gold.y --history --limit 1`, or leave --limit out.',
    ],
    [['quarantine'], 'a command is missing', 'See `mesh quarantine --help`.'],
  ])('refuses %j, in words and as JSON', async (args, message, hint) => {
    const plain = await runCli(args, { cwd });
    expect([plain.exit, plain.stdout]).toEqual([2, '']);
    expect(plain.stderr).toContain(`error: ${message} [USAGE]\n  hint: ${hint}\n`);
    const { exit, stdout } = await runCli([...args, '--json'], { cwd });
    expect(exit).toBe(2);
    check('envelope', JSON.parse(stdout));
    expect(JSON.parse(stdout)).toMatchObject({
      mesh: 1,
      ok: false,
      exit: 2,
      result: null,
      issues: [{ code: 'USAGE', severity: 'error', message, hint }],
    });
  });

  it('says that there is no workspace', async () => {
    const { exit, stdout } = await runCli(['--json', 'validate'], { cwd });
    expect(exit).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ command: 'validate', issues: [{ code: 'WORKSPACE_MISSING' }] });
    const other = await runCli(['plan', '--workspace', 'nowhere'], { cwd });
    expect(other.stderr).toContain(`${join(cwd, 'nowhere')} has no global-properties.json`);
  });

  it('never prints a secret of the environment, in words, as JSON or in an escaped form', async () => {
    const folder = temporaryFolder();
    const secret = 'p"ss\\w0rd-äö';
    writeFileSync(join(folder, 'global-properties.json'), '{ "library": "duckdb" }');
    writeFileSync(
      join(folder, 'connection-properties.json'),
      '{ "connections": [{ "name": "pg", "type": "postgres", "connection_details": { "password": { "env": "PG_PASSWORD" } } }] }',
    );
    for (const flags of [[], ['--json'], ['--debug']]) {
      const { exit, stdout, stderr } = await runCli(['history', `x-${secret}-y`, ...flags], {
        cwd: folder,
        env: { PG_PASSWORD: secret },
      });
      expect(exit).toBe(2);
      expect(stdout + stderr).toContain('x-***-y');
      expect(stdout + stderr).not.toContain('w0rd');
    }
  });

  it('runs the bare form of mu-pipelines as a job', async () => {
    const { exit, stdout } = await runCli(['--json', '--global-properties', 'g.json', 'missing.json'], { cwd });
    expect(exit).toBe(2);
    expect(JSON.parse(stdout).command).toBe('job run');
  });

  it('shows where a job file is wrong, with the line, but never a line of the connections', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'job.json'), '[\n  { "execution": [], "destinatoin": [] }\n]\n');
    writeFileSync(
      join(folder, 'secrets.json'),
      '{ "connections": [{ "name": "pg", "type": "postgres", "connection_details": { "password": "hunter2hunter2" } }] }',
    );
    const { exit, stderr } = await runCli(['job', 'run', 'job.json', '--connection-properties', 'secrets.json'], {
      cwd: folder,
    });
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^job\.json:2:\d+: error: .*destinatoin/m);
    expect(stderr).toContain('2 |   { "execution": [], "destinatoin": [] }');
    expect(stderr).toContain('secrets.json:1:');
    expect(stderr).not.toContain('hunter2hunter2');
  });
});
