import { CODES, type Issue, MeshError, toMeshError } from '@mu-mesh/core';
import type { Outcome } from '../command';
import { failure } from './failure';
import { envelope, shownPath } from './envelope';
import { exitOfIssues, exitOfRun } from './exit-status';
import { Output } from './output';
import { present } from './present';

const rows = { in: 0, out: 0, quarantined: 0, dropped: 0 };

function shown(
  outcome: Outcome,
  options: { json?: boolean; format?: string; debug?: boolean } = {},
): { stdout: string; stderr: string } {
  const texts = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    columns: 80,
    write: (text: string) => void (texts[name] += text),
  });
  const io = {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: {},
    cwd: '/w',
    signal: new AbortController().signal,
  };
  present({ io, output: new Output(io), name: 'run', options, outcome });
  return texts;
}

const io = {
  stdout: { write: () => undefined, isTTY: false, columns: 80 },
  stderr: { write: () => undefined, isTTY: false, columns: 80 },
  env: {},
  cwd: '/',
  signal: new AbortController().signal,
};

describe('an outcome', () => {
  const warning: Issue = { code: 'ROWS_REPEAT', severity: 'warning', message: 'rows can repeat' };
  const outcome: Outcome = { result: { a: 1 }, issues: [warning], exit: 0, text: () => 'one row' };

  it('shows the result on stdout and problems on stderr', () => {
    expect(shown(outcome)).toEqual({ stdout: 'one row\n', stderr: 'warning: rows can repeat [ROWS_REPEAT]\n' });
  });

  it('is one document with --json, the bare result with --format json', () => {
    const { stdout, stderr } = shown(outcome, { json: true });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      mesh: 1,
      command: 'run',
      ok: true,
      exit: 0,
      result: { a: 1 },
      issues: [
        {
          ...warning,
          hint: CODES.ROWS_REPEAT.hint,
          file: null,
          line: null,
          column: null,
          pointer: null,
          address: null,
        },
      ],
    });
    expect(shown(outcome, { format: 'json' })).toEqual({
      stdout: '{\n  "a": 1\n}\n',
      stderr: expect.stringContaining('rows can repeat'),
    });
  });

  it('has the nearest hint, else that of the code, else none', () => {
    const issues: Issue[] = [{ ...warning, hint: 'near' }, warning, { ...warning, code: 'NO_SUCH_CODE' }];
    expect(envelope('run', 0, null, issues).issues.map(({ hint }) => hint)).toEqual([
      'near',
      CODES.ROWS_REPEAT.hint,
      null,
    ]);
  });

  it('of a bug has a stack trace, also inside a run; of anything else only with --debug', () => {
    const bug = failure(new TypeError('x is undefined'), false, io);
    expect([bug.exit, shown(bug).stderr]).toEqual([70, expect.stringMatching(/TypeError: x is undefined\n +at /)]);
    const issues = toMeshError(new TypeError('y is undefined')).issues;
    expect(shown({ ...outcome, exit: 70, issues }, { json: true }).stderr).toMatch(
      /caused by: TypeError: y is undefined\n +at /,
    );
    const engine = new MeshError('ENGINE', 'the engine failed', { cause: new Error('words of the engine') });
    expect(shown({ ...outcome, exit: 3, issues: engine.issues }).stderr).not.toContain('words of the engine');
    expect(shown({ ...outcome, exit: 3, issues: engine.issues }, { debug: true }).stderr).toContain(
      'words of the engine',
    );
    const known = new MeshError('TABLE_MISSING', 'no table');
    expect(shown(failure(known, false, io)).stderr).not.toContain('    at ');
    expect(shown(failure(known, true, io)).stderr).toContain('    at ');
  });
});

describe('exit status', () => {
  const issue = (code: string, severity: Issue['severity'] = 'error'): Issue => ({ code, severity, message: '' });

  it('is the worst of the errors; warnings count nothing', () => {
    expect(exitOfIssues([])).toBe(0);
    expect(exitOfIssues([issue('THRESHOLD', 'warning')])).toBe(0);
    expect(exitOfIssues([issue('THRESHOLD'), issue('DISK_FULL')])).toBe(3);
    expect(exitOfIssues([issue('OUTCOME_UNKNOWN'), issue('SQL_BIND')])).toBe(4);
    expect(exitOfIssues([issue('NO_SUCH_CODE')])).toBe(70);
  });

  it('of a run is that of what failed, not of what it blocks', () => {
    const failed = { address: 'a', status: 'failed' as const, rows, seconds: 0, issues: [issue('THRESHOLD')] };
    const blocked = { address: 'b', status: 'blocked' as const, rows, seconds: 0, issues: [issue('BLOCKED')] };
    expect(exitOfRun({ run: 'r', issues: [], datasets: [failed, blocked] })).toBe(1);
    expect(exitOfRun({ run: 'r', issues: [], datasets: [] })).toBe(0);
  });
});

describe('paths', () => {
  it('are relative to the workspace where they lie in it', () => {
    expect(shownPath('/w/domains/x.json', '/w')).toBe('domains/x.json');
    expect(shownPath('/other/x.json', '/w')).toBe('/other/x.json');
    const issue: Issue = {
      code: 'USAGE',
      severity: 'error',
      message: 'm',
      position: { file: '/w/a.sql', line: 2, column: 3, pointer: '/0' },
    };
    expect(envelope('run', 2, null, [issue], '/w').issues).toMatchObject([
      { file: 'a.sql', line: 2, column: 3, pointer: '/0' },
    ]);
  });
});
