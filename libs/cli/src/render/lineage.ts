import { grid } from './grid';
import type { View } from './view';

/** `lineage`'s result. */
export interface LineageResult {
  /** As it was asked for. */
  target: string;
  direction: 'up' | 'down';
  /** The version whose lineage it is, as it ran; null for that of the files as they are. */
  version: number | null;
  /** Why the dataset's columns are not known. */
  untraced: string | null;
  /** With a version: it, and what it was built from, nearest first. Addresses of columns then carry versions. */
  versions:
    | {
        address: string;
        version: number;
        at: string | null;
        run: string | null;
        /** Of a rollback: the version that it restored. */
        restored: number | null;
        job: 'current' | 'changed' | 'unknown';
        inputs: { address: string; versions: number[] }[];
        sources: { step: string; path: string; size: number; sha256: string }[];
        readable: boolean;
        gap: string | null;
      }[]
    | null;
  /** Nearest first. */
  columns: {
    column: string;
    direct: string[];
    /** How each direct one takes part: IDENTITY, TRANSFORMATION or AGGREGATION. */
    kinds: Record<string, string>;
    indirect: { column: string; kind: string }[];
    /** Datasets that it takes no column of, and whose rows decide about it. */
    rows: string[];
    /** Why not all of its origins are known. */
    untraced: string | null;
  }[];
}

type Column = LineageResult['columns'][number];
type Line = [how: string, from: string];

/** The versions that were read, where it is about one, then the columns. */
export function renderLineage(result: LineageResult, view: View): string {
  const columns = renderColumns(result, view);
  if (result.versions === null) return columns;
  const { renderVersions } = require('./lineage-ran') as typeof import('./lineage-ran');
  return `${renderVersions(result.versions, view)}\n\n${columns}`;
}

/** One block a dataset; what decides about all of its columns comes once, at the end. */
function renderColumns(result: LineageResult, { paint }: View): string {
  if (result.untraced !== null) return `${result.target} is not traced: ${result.untraced}.`;
  if (result.columns.length === 0)
    return result.direction === 'down' ? `Nothing comes from ${result.target}.` : `${result.target} has no column.`;
  const blocks = new Map<string, Column[]>();
  for (const column of result.columns) {
    const owner = ownerOf(column.column);
    blocks.set(owner, [...(blocks.get(owner) ?? []), column]);
  }
  const rows = [...blocks].flatMap(([owner, columns]) => {
    const shared = columns.length > 1 ? sharedInfluences(columns) : new Set<string>();
    const lines = columns.flatMap((column) =>
      block(column.column.slice(owner.length + 1), linesOf(column, { shared, direction: result.direction, paint })),
    );
    const [first] = columns;
    const every = first
      ? grouped(
          influences(first).filter((origin) => shared.has(keyOf(origin))),
          paint,
        )
      : [];
    return [[paint.bold(owner), '', ''], ...lines, ...block('(every column)', every)];
  });
  return grid(
    ['COLUMN', 'HOW', 'FROM'].map((title) => paint.dim(title)),
    rows,
  );
}

function linesOf(
  column: Column,
  { shared, direction, paint }: { shared: ReadonlySet<string>; direction: 'up' | 'down'; paint: View['paint'] },
): Line[] {
  const { direct, kinds, untraced } = column;
  const own = influences(column).filter((origin) => !shared.has(keyOf(origin)));
  const lines: Line[] = [
    ...direct.map((origin): Line => [(kinds[origin] ?? '').toLowerCase(), origin]),
    ...grouped(own, paint),
    ...(untraced === null ? [] : [[paint.yellow('not traced'), untraced] satisfies Line]),
  ];
  // Downwards, origins that do not lead back are left out.
  const none = direction === 'up' ? 'no value of another column' : 'only as every column';
  return lines.length > 0 ? lines : [['', paint.dim(none)]];
}

function block(name: string, lines: readonly Line[]): string[][] {
  return lines.map((line, index) => [index === 0 ? `  ${name}` : '', ...line]);
}

/** What decides about a column: other columns, and the rows of datasets. */
function influences({ indirect, rows }: Column): Column['indirect'] {
  return [...indirect, ...rows.map((address) => ({ column: address, kind: 'ROWS' }))];
}

/** What decides about each of the columns in the same way. */
function sharedInfluences(columns: readonly Column[]): Set<string> {
  const [first, ...others] = columns.map((column) => new Set(influences(column).map(keyOf)));
  return new Set([...(first ?? [])].filter((key) => others.every((other) => other.has(key))));
}

function keyOf({ column, kind }: Column['indirect'][number]): string {
  return `${kind} ${column}`;
}

function ownerOf(column: string): string {
  return column.split('.').slice(0, 3).join('.');
}

/** Each origin once, with all the ways in which it decides. */
function grouped(indirect: Column['indirect'], paint: View['paint']): Line[] {
  const kinds = new Map<string, string[]>();
  for (const { column, kind } of indirect)
    kinds.set(column, [...(kinds.get(column) ?? []), kind.toLowerCase().replace('_', ' ')]);
  return [...kinds].map(([column, all]) => [paint.dim(all.join(', ')), paint.dim(column)]);
}
