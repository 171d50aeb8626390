import { Origins } from './origins';
import type { ColumnLineage, InputColumn, StatementLineage } from './statement';

/** The columns of a step or table while a job is followed. */
export interface FrameColumn {
  name: string;
  origins: Origins;
}

export interface Frame {
  columns: readonly FrameColumn[];
  /** What decides which rows there are. */
  rows: Origins;
}

/** What a statement gives over its inputs. `names` are its output columns. */
export function transformed(lineage: StatementLineage, names: readonly string[], inputs: readonly Frame[]): Frame {
  if ('untraced' in lineage) return unknown(names, lineage.untraced);
  if (lineage.columns.length !== names.length)
    return unknown(names, `the plan has ${lineage.columns.length} columns, the statement ${names.length}`);
  const rows = new Origins();
  for (const source of lineage.rows) rows.addIndirect(originsOf(inputs, source), source.kind);
  addRows(rows, lineage.tables, inputs);
  const columns = names.map((name, index) => {
    const origins = new Origins();
    for (const source of lineage.columns[index]?.direct ?? [])
      origins.addDirect(originsOf(inputs, source), source.kind);
    for (const source of lineage.columns[index]?.indirect ?? [])
      origins.addIndirect(originsOf(inputs, source), source.kind);
    addRows(origins, lineage.columns[index]?.tables ?? [], inputs);
    return { name, origins: origins.influencedBy(rows) };
  });
  return { columns, rows };
}

/** What is left of `input` after a filter's statement: the same values, of which all that the filter looks at decides. */
export function filtered(lineage: StatementLineage, input: Frame, inputs: readonly Frame[]): Frame {
  const deciding = 'untraced' in lineage ? Origins.unknown(lineage.untraced) : refusing(lineage, input, inputs);
  const columns = input.columns.map(({ name, origins }) => ({ name, origins: origins.influencedBy(deciding) }));
  return { columns, rows: input.rows.influencedBy(deciding) };
}

/** Rows are refused by value: what the filter reads to pick them counts, and what it makes anew; what it only hands on does not. */
function refusing(lineage: ColumnLineage, input: Frame, inputs: readonly Frame[]): Origins {
  const deciding = new Origins();
  for (const source of lineage.rows) deciding.addIndirect(originsOf(inputs, source), 'FILTER');
  addRows(deciding, lineage.tables, inputs);
  lineage.columns.forEach(({ direct, indirect, tables }, index) => {
    addRows(deciding, tables, inputs);
    const [only] = direct;
    const handedOn =
      direct.length === 1 && only?.kind === 'IDENTITY' && inputs[only.input] === input && only.column === index;
    for (const source of [...(handedOn ? [] : direct), ...indirect])
      deciding.addIndirect(originsOf(inputs, source), 'FILTER');
  });
  return deciding;
}

function addRows(origins: Origins, tables: readonly number[], inputs: readonly Frame[]): void {
  for (const table of tables) {
    const input = inputs[table];
    if (input) origins.addInfluences(input.rows);
  }
}

export function originsOf(inputs: readonly Frame[], { input, column }: InputColumn): Origins {
  return inputs[input]?.columns[column]?.origins ?? Origins.unknown('a column that its input does not have');
}

/** Columns of which nothing is known but their names. */
export function unknown(names: readonly string[], reason: string): Frame {
  return { columns: names.map((name) => ({ name, origins: Origins.unknown(reason) })), rows: Origins.unknown(reason) };
}
