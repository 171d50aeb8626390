import type { PrReport } from '../operations/pr-report/pr-report';
import { MARKER, MOST_CHARACTERS, renderPrReport } from './pr-report';
import { fitted } from './report-size';

const many = <T>(amount: number, make: (index: number) => T): T[] =>
  Array.from({ length: amount }, (_, index) => make(index));

const change = (index: number) => ({
  contract: `domains/d/gold/x${index}/contract.odcs.yaml`,
  dataset: `d.gold.x${index}`,
  path: 'schema.x.column',
  kind: 'column_removed',
  level: 'breaking' as const,
  producer: 'compatible' as const,
  from: 'long',
  to: null,
  column: 'column',
  note: null,
  traced: true,
  consumers: many(100, (line) => ({
    domain: 'e',
    dataset: 'e.gold.y',
    file: 'domains/e/gold/y/y.sql',
    line,
    column: 3,
    named: true,
  })),
});

function report(contracts: number, tables: number): PrReport {
  return {
    base: '0123456789abcdef',
    ref: 'main',
    plan: many(tables, (index) => ({ address: `d.gold.x${index}`, change: 'changed', reason: 'job changed' })),
    contracts: {
      base: '0123456789abcdef',
      ref: 'main',
      changes: many(contracts, change),
      contracts: many(contracts, (index) => ({
        domain: 'd',
        dataset: `d.gold.x${index}`,
        file: change(index).contract,
        from: '1.0.0',
        to: index === 0 ? '1.0.0' : '2.0.0',
        required: 'major',
        bump: index === 0 ? 'none' : 'major',
        ok: index !== 0,
        remedy:
          index === 0 ? { version: 'version: 2.0.0', changeset: { file: '.changeset/x.md', content: 'text' } } : null,
      })),
      releases: [],
    },
    data: {
      compared: many(tables, (index) => ({
        address: `d.gold.x${index}`,
        diff: {
          from: { source: 'x', format: 'delta', version: null },
          to: { source: 'x', format: 'delta', version: null },
          equal: false,
          key: null,
          unusedKeys: [],
          rows: { from: 9, to: 9, added: 5, removed: 5, changed: 0, unchanged: 4 },
          columns: { compared: ['a', 'b'], added: [], removed: [], retyped: [], changed: [] },
          samples: many(10, (row) => ({ kind: 'added', cells: ['|'.repeat(80), String(row)], before: null, times: 1 })),
        },
      })),
      skipped: [{ address: 'd.gold.other', reason: 'it is new' }],
    },
    errors: [],
    notes: [],
  };
}

it('fits into a comment; what is least needed goes first, and is counted', () => {
  const text = renderPrReport(report(40, 30));
  expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS);
  expect(text.length).toBeGreaterThan(MOST_CHARACTERS * 0.8);
  expect(text.startsWith(MARKER)).toBe(true);
  for (const needed of [
    '### To do',
    '#### `d.gold.x0` 1.0.0 ❌',
    '### Datasets',
    '### Rows of gold datasets',
    'Not compared:',
  ])
    expect(text).toContain(needed);
  expect(text).toContain('… and 80 more places');
  const [, contracts, comparisons, rows] =
    /Left out, for the size of a comment: (?:(\d+) contracts?, )?(?:(\d+) comparisons? of rows, )?(\d+) lists of rows\./.exec(
      text,
    ) ?? [];
  expect(text.match(/^#### .*→ 2\.0\.0/gm)?.length ?? 0).toBe(39 - Number(contracts ?? 0));
  expect(text.match(/^5 added/gm)?.length ?? 0).toBe(30 - Number(comparisons ?? 0));
  expect(text.match(/<details>/g)?.length ?? 0).toBe(30 - Number(rows));
});

it('monstrous names and notes do not burst the comment', () => {
  const long = '|'.repeat(100_000);
  const text = renderPrReport({ ...report(2, 2), ref: long, notes: many(30, () => `\`${long}\` ${long}`) });
  expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS);
  expect(text).toContain('### To do');
});

it('leaves nothing out that has room', () => {
  expect(renderPrReport(report(2, 2))).not.toContain('Left out');
});

it('keeps the order of the parts, whatever their rank', () => {
  const part = (rank: number, letter: string) => ({
    rank,
    text: letter.repeat(1000),
    what: 'part',
    title: `# ${letter}`,
  });
  expect(fitted([part(2, 'a'), part(1, 'b'), part(3, 'c')], 3015)).toBe(
    `# a\n\n${'a'.repeat(1000)}\n\n# b\n\n${'b'.repeat(1000)}\n\n# c\n\n> ⚠️ Left out, for the size of a comment: 1 part. \`mesh pr-report --json\` has everything.`,
  );
});
