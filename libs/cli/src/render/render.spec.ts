import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Issue, RunEvent } from '@mu-mesh/core';
import { Output } from '../output/output';
import { temporaryFolder } from '../testing/cli';
import { renderCases } from './cases';
import { renderCsv } from './csv';
import { bytes, duration, plural, measure } from './figures';
import { renderHistory } from './history';
import { renderIssues } from './issues';
import { createPaint } from './paint';
import { renderPlan } from './plan';
import { cell } from './printable';
import { renderRows } from './rows-table';
import { liveProgress } from './run-progress';
import { finishedLine } from './run-lines';
import { renderRunSummary } from './run-summary';
import { type View, coloured } from './view';

const view: View = {
  paint: createPaint(false),
  columns: 80,
  terminal: false,
  quiet: false,
  concealed: ['connection-properties.json'],
};
const counts = { in: 1000, out: 990, quarantined: 10, dropped: 0 };

describe('issues', () => {
  const root = temporaryFolder();
  const file = join(root, 'domains', 'pipeline.json');
  const issue: Issue = {
    code: 'CONFIG_INVALID',
    severity: 'error',
    message: 'unknown key "mod"',
    hint: 'Did you mean "mode"?',
  };

  it('marks the place in its line, and keeps tabs in front of the mark', () => {
    const path = join(root, 'p.json');
    writeFileSync(path, '{\n\t"mod": "append"\n}\n');
    const text = renderIssues([{ ...issue, position: { file: path, line: 2, column: 2 } }], { ...view, root });
    expect(text).toBe(
      'p.json:2:2: error: unknown key "mod" [CONFIG_INVALID]\n  2 | \t"mod": "append"\n    | \t^\n  hint: Did you mean "mode"?',
    );
  });

  it('cuts a long line around the place', () => {
    const path = join(root, 'long.sql');
    writeFileSync(path, `${'a'.repeat(5000)}!${'b'.repeat(5000)}`);
    const [, line = '', mark = ''] = renderIssues(
      [{ ...issue, position: { file: path, line: 1, column: 5001 } }],
      view,
    ).split('\n');
    expect(line.length).toBeLessThan(130);
    expect(line[mark.indexOf('^')]).toBe('!');
  });

  it('shows no line of a large source, nor of one that is no text', () => {
    const path = join(root, 'rows.csv');
    const at = (): string => renderIssues([{ ...issue, position: { file: path, line: 2, column: 1 } }], view);
    writeFileSync(path, `id\nx\n${'y'.repeat(1 << 23)}`);
    expect(at()).not.toContain('| x');
    writeFileSync(path, 'id\nx\n\0');
    expect(at()).not.toContain('| x');
    writeFileSync(path, 'id\nx\n');
    expect(at()).toContain('2 | x\n');
  });

  it('does without the line where the file is gone, and never shows a line that can hold a secret', () => {
    expect(renderIssues([{ ...issue, position: { file, line: 1, column: 1 } }], { ...view, root })).toBe(
      'domains/pipeline.json:1:1: error: unknown key "mod" [CONFIG_INVALID]\n  hint: Did you mean "mode"?',
    );
    const secret = join(root, 'connection-properties.json');
    writeFileSync(secret, '{"password": "hunter2"}');
    const position = { file: secret, line: 1, column: 2 };
    expect(renderIssues([{ ...issue, position }], view)).not.toContain('hunter2');
    writeFileSync(join(root, 'x.json'), '{"password": "hunter2"}');
    expect(
      renderIssues([{ ...issue, code: 'CONFIG_SECRET', position: { ...position, file: join(root, 'x.json') } }], view),
    ).not.toContain('hunter2');
  });

  it('takes one line for a sunset that is to come, and all it has for one that was', () => {
    const path = join(root, 'port.yaml');
    writeFileSync(path, 'name: shop.gold.x\n');
    const sunset: Issue = {
      code: 'SUNSET',
      severity: 'warning',
      message: 'it ends',
      hint: 'Read the next one.',
      position: { file: path, line: 1, column: 7 },
    };
    const one = 'port.yaml:1:7: warning: it ends [SUNSET]';
    expect(renderIssues([sunset, sunset], { ...view, root })).toBe(`${one}\n${one}`);
    expect(renderIssues([sunset, issue], { ...view, root })).toBe(
      `${one}\n\nerror: unknown key "mod" [CONFIG_INVALID]\n  hint: Did you mean "mode"?`,
    );
    expect(renderIssues([{ ...sunset, severity: 'error' }], { ...view, root })).toBe(
      'port.yaml:1:7: error: it ends [SUNSET]\n  1 | name: shop.gold.x\n    |       ^\n  hint: Read the next one.',
    );
  });

  it('does not let a file or a value steer the terminal', () => {
    expect(renderIssues([{ ...issue, message: 'bad \u001b[2J value' }], view)).toContain('bad ␛[2J value');
    expect(cell('a\nb\u202ec')).toBe('a⏎b\ufffdc');
  });
});

describe('tables', () => {
  it('shows a plan', () => {
    const text = renderPlan(
      {
        datasets: [
          { address: 'sales.raw.x', action: 'skip', reason: 'unchanged', inputs: [] },
          {
            address: 'sales.gold.y',
            action: 'run',
            reason: 'input sales.raw.x 7 → 9',
            inputs: [
              { address: 'sales.raw.x', version: 9 },
              { address: 'sales.raw.z', version: null },
            ],
          },
        ],
      },
      view,
    );
    expect(text).toBe(
      [
        'ACTION  DATASET       REASON                   READS',
        'skip    sales.raw.x   unchanged',
        'run     sales.gold.y  input sales.raw.x 7 → 9  sales.raw.x v9, sales.raw.z (this run)',
        '',
        '1 dataset of 2 to run: mesh run',
      ].join('\n'),
    );
  });

  it('shows the end of a run', () => {
    const base = { rows: counts, seconds: 0.5, issues: [] };
    const text = renderRunSummary(
      {
        run: 'r',
        issues: [],
        datasets: [
          { ...base, address: 'sales.raw.x', status: 'committed', version: 3, reason: 'new files' },
          { ...base, address: 'sales.gold.y', status: 'skipped', version: 1, reason: 'unchanged' },
        ],
      },
      1.25,
      'Tables (Delta Lake): /lake',
      view,
    );
    expect(text).toBe(
      [
        'DATASET       STATUS     VERSION  ROWS IN  OUT  QUARANTINED    TIME  REASON',
        'sales.raw.x   committed        3    1,000  990           10  0.50 s  new files',
        'sales.gold.y  skipped          1                                     unchanged',
        '',
        '1 committed, 1 skipped in 1.25 s',
        'Tables (Delta Lake): /lake',
      ].join('\n'),
    );
  });

  it('counts no rows of what failed, and shows the version that readers see', () => {
    const base = { rows: { in: 0, out: 0, quarantined: 0, dropped: 0 }, seconds: 0.5, issues: [] };
    const failed = { ...base, address: 'sales.raw.x', status: 'failed' as const, version: 3, reason: 'bad' };
    const blocked = { ...base, address: 'sales.gold.y', status: 'blocked' as const, version: 1, reason: 'x failed' };
    const text = renderRunSummary({ run: 'r', issues: [], datasets: [failed, blocked] }, 1.25, '', view);
    expect(text.split('\n').slice(0, 3)).toEqual([
      'DATASET       STATUS   VERSION  ROWS IN  OUT  QUARANTINED    TIME  REASON',
      'sales.raw.x   failed         3                             0.50 s  bad',
      'sales.gold.y  blocked        1                                     x failed',
    ]);
    expect([failed, blocked].map((result) => finishedLine(result, view.paint))).toEqual([
      'sales.raw.x failed after 0.50 s',
      'sales.gold.y blocked: x failed',
    ]);
  });

  it('says interrupted of a dataset that a signal stopped', () => {
    const issues: Issue[] = [{ code: 'INTERRUPTED', severity: 'error', message: 'x was interrupted' }];
    const stopped = { address: 'x', status: 'failed', reason: 'because', rows: counts, seconds: 1, issues } as const;
    const text = renderRunSummary(
      { run: 'r', issues: [], datasets: [stopped, { ...stopped, issues: [] }] },
      1,
      '',
      view,
    );
    expect(text.split('\n').map((line) => line.split(/ +/)[1])).toEqual([
      'STATUS',
      'interrupted',
      'failed',
      undefined,
      'interrupted,',
      undefined,
    ]);
  });

  it('shows a history', () => {
    const versions = [
      {
        version: 1,
        at: '2026-11-23T10:00:00.000Z',
        run: 'r1',
        operation: 'WRITE',
        rows: counts,
        inputs: [{ address: 'sales.raw.x', version: 4 }],
      },
      { version: 0, at: '2026-11-22T10:00:00.000Z', run: null, operation: 'CREATE TABLE', rows: null, inputs: [] },
    ];
    expect(renderHistory({ address: 'a', versions }, view)).toBe(
      [
        'VERSION  AT                        OPERATION     ROWS IN  OUT  QUARANTINED  READS           RUN',
        '      1  2026-11-23T10:00:00.000Z  WRITE           1,000  990           10  sales.raw.x v4  r1',
        '      0  2026-11-22T10:00:00.000Z  CREATE TABLE',
      ].join('\n'),
    );
  });

  it('shows rows, with NULL apart from an empty text in CSV', () => {
    expect(renderRows(['a', 'b'], [['1', null]], view)).toBe(
      '┌───┬──────┐\n│ a │ b    │\n├───┼──────┤\n│ 1 │ NULL │\n└───┴──────┘',
    );
    expect(
      renderCsv(
        ['a', 'b'],
        [
          ['x,"y"', null],
          ['', 'l\nm'],
        ],
      ),
    ).toBe('a,b\n"x,""y""",\n"","l\nm"');
  });

  it('leaves out columns that a terminal has no room for, never all of them', () => {
    const terminal = (columns: number): View => ({ ...view, terminal: true, columns });
    const table = (columns: number): string[] =>
      renderRows(['a', '数量', 'c'], [['1', null, 'x'.repeat(20)]], terminal(columns)).split('\n');
    expect(table(35)).toHaveLength(5);
    expect(table(34)).toEqual([
      '┌───┬──────┐',
      '│ a │ 数量 │',
      '├───┼──────┤',
      '│ 1 │ NULL │',
      '└───┴──────┘',
      '… and 1 more column that a wider window has room for',
    ]);
    expect(table(11).slice(1, 2)).toEqual(['│ a │']);
    expect(table(3).slice(1, 2)).toEqual(['│ a │']);
  });

  it('shows the rows in which a test case differs', () => {
    const diff = {
      columns: ['day', 'orders'],
      rows: [
        { kind: 'missing' as const, cells: ['2026-11-21', '2'] },
        { kind: 'changed' as const, cells: ['2026-11-22', '3'], expected: ['2026-11-22', '1'] },
      ],
      truncated: 4,
    };
    const text = renderCases([{ domain: 'sales', case: 'daily', dataset: 'sales.gold.daily', ok: false, diff }], view);
    expect(text).toBe(
      [
        'FAIL sales › daily › sales.gold.daily',
        '┌───────────┬────────────┬────────┐',
        '│           │ day        │ orders │',
        '├───────────┼────────────┼────────┤',
        '│ - missing │ 2026-11-21 │ 2      │',
        '│ ~ changed │ 2026-11-22 │ 1 → 3  │',
        '└───────────┴────────────┴────────┘',
        '… and 4 more rows',
        '',
        '1 comparison, 1 failed',
      ].join('\n'),
    );
  });
});

describe('colour', () => {
  const sink = (isTTY: boolean) => ({ isTTY, columns: 80, write: () => undefined });

  it('is for terminals only, and not where NO_COLOR is set', () => {
    expect(coloured(sink(true), {})).toBe(true);
    expect(coloured(sink(false), {})).toBe(false);
    expect(coloured(sink(true), { NO_COLOR: '1' })).toBe(false);
    expect(coloured(sink(true), { NO_COLOR: '' })).toBe(true);
    expect(coloured(sink(true), { TERM: 'dumb' })).toBe(false);
  });
});

describe('live progress', () => {
  const written: string[] = [];
  const io = {
    stdout: sinkOf(written),
    stderr: sinkOf(written),
    env: {},
    cwd: '/',
    signal: new AbortController().signal,
  };

  it('draws running datasets below finished ones and leaves nothing behind', () => {
    const progress = liveProgress(new Output(io), view, { print: (text) => void written.push(`${text}\n`), view });
    const at = '2026-11-23T10:00:00.000Z';
    const events: RunEvent[] = [
      { type: 'run-started', run: 'r', at, datasets: ['a.raw.b'] },
      { type: 'dataset-started', at, address: 'a.raw.b', reason: 'first run' },
      { type: 'dataset-progress', at, address: 'a.raw.b', step: 'read', rows: counts },
      {
        type: 'dataset-finished',
        at,
        result: { address: 'a.raw.b', status: 'committed', version: 0, rows: counts, seconds: 1, issues: [] },
      },
    ];
    events.forEach((event) => progress.sink(event));
    progress.stop();
    const text = written.join('');
    expect(screen(text)).toBe('a.raw.b committed version 0: 1,000 in, 990 out, 10 quarantined, 1.00 s\n');
    expect(text).toContain('read: 1,000 in, 990 out, 10 quarantined');
  });
});

describe('figures', () => {
  it('round what was measured, but not to a whole number that it is not', () => {
    const texts = [
      '0.7049608355091384',
      '123.456789012',
      '0.99999999',
      '39.00',
      '1234567',
      '2026-01-02 03:04:05.1234567',
    ];
    expect(texts.map(measure)).toEqual(['0.70496', '123.457', '0.99999999', '39.00', '1234567', texts[5]]);
  });

  it('are short', () => {
    expect([duration(0.456), duration(12.34), duration(125)]).toEqual(['0.46 s', '12.3 s', '2 min 5 s']);
    expect([bytes(12), bytes(1536), bytes(3 * 2 ** 30)]).toEqual(['12 B', '1.5 KiB', '3.0 GiB']);
    expect([plural(1, 'row'), plural(1234, 'row')]).toEqual(['1 row', '1,234 rows']);
  });
});

function sinkOf(written: string[]) {
  return { write: (text: string) => void written.push(text), isTTY: true, columns: 80 };
}

/** What stays on the screen: lines, with `up n` and `erase below` applied. */
function screen(text: string): string {
  const lines: string[] = [''];
  for (const part of text.split(/(\u001b\[\d+A\u001b\[0J|\n)/)) {
    const up = /\u001b\[(\d+)A/.exec(part);
    if (up) lines.splice(lines.length - 1 - Number(up[1]), lines.length, '');
    else if (part === '\n') lines.push('');
    else lines[lines.length - 1] += part;
  }
  return lines.join('\n');
}
