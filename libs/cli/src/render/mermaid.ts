import type { LineageResult } from './lineage';

/** Lineage as a Mermaid flow chart: a box a dataset or source, solid arrows for values, dotted ones for what decides. */
export function renderMermaid(result: LineageResult): string {
  const ids = new Map<string, string>();
  const idOf = (column: string): string => {
    const known = ids.get(column) ?? `c${ids.size}`;
    ids.set(column, known);
    return known;
  };
  const edges = result.columns.flatMap(({ column, direct, indirect, rows, untraced }) => [
    ...direct.map((origin) => `  ${idOf(origin)} --> ${idOf(column)}`),
    ...[...new Set(indirect.map((origin) => origin.column))]
      .filter((origin) => !direct.includes(origin))
      .map((origin) => `  ${idOf(origin)} -.-> ${idOf(column)}`),
    ...rows.map((address) => `  ${idOf(address)} -.-> ${idOf(column)}`),
    ...(untraced === null ? [] : [`  ${idOf(column)}:::untraced`]),
    ...(direct.length + indirect.length + rows.length === 0 && untraced === null ? [`  ${idOf(column)}`] : []),
  ]);
  const boxes = new Map<string, string[]>();
  for (const [column, id] of ids) {
    const { owner, name } = split(column);
    boxes.set(owner, [...(boxes.get(owner) ?? []), `    ${id}["${escape(name)}"]`]);
  }
  const groups = [...boxes].flatMap(([owner, lines], index) => [
    `  subgraph g${index}["${escape(owner)}"]`,
    ...lines,
    '  end',
  ]);
  return ['flowchart LR', ...groups, ...edges, '  classDef untraced stroke-dasharray: 4 4'].join('\n');
}

function split(column: string): { owner: string; name: string } {
  const at = column.includes('#') ? column.lastIndexOf('#') : column.split('.').slice(0, 3).join('.').length;
  return { owner: column.slice(0, at), name: column.slice(at + 1) || '(rows)' };
}

/** Mermaid's own entities; a label can hold anything else. */
function escape(text: string): string {
  return text.replace(/[#"<>]/g, (character) => `#${character.charCodeAt(0)};`).replace(/\s+/g, ' ');
}
