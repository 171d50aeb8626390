import { Origins } from './origins';
import type { ColumnLineage, IndirectSource, InputColumn, StatementLineage } from './statement';

/** The columns of a step or table while a job is followed. */
export interface FrameColumn {
  name: string;
  origins: Origins;
}

export type Frame = readonly FrameColumn[];

/** What a statement gives over its inputs. `names` are its output columns. */
export function transformed(lineage: StatementLineage, names: readonly string[], inputs: readonly Frame[]): Frame {
  if ('untraced' in lineage) return unknown(names, lineage.untraced);
  if (lineage.columns.length !== names.length)
    return unknown(names, `the plan has ${lineage.columns.length} columns, the statement ${names.length}`);
  const deciding = influences(lineage.rows, inputs);
  return names.map((name, index) => {
    const origins = new Origins();
    for (const source of lineage.columns[index]?.direct ?? [])
      origins.addDirect(originsOf(inputs, source), source.kind);
    for (const source of lineage.columns[index]?.indirect ?? [])
      origins.addIndirect(originsOf(inputs, source), source.kind);
    return { name, origins: origins.influencedBy(deciding) };
  });
}

/** What is left of `input` after a filter's statement: the same values, of which all that the filter looks at decides. */
export function filtered(lineage: StatementLineage, input: Frame, inputs: readonly Frame[]): Frame {
  const deciding = 'untraced' in lineage ? Origins.unknown(lineage.untraced) : refusing(lineage, input, inputs);
  return input.map(({ name, origins }) => ({ name, origins: origins.influencedBy(deciding) }));
}

/** Rows are refused by value: what the filter reads to pick them counts, and what it makes anew; what it only hands on does not. */
function refusing(lineage: ColumnLineage, input: Frame, inputs: readonly Frame[]): Origins {
  const deciding = new Origins();
  for (const source of lineage.rows) deciding.addIndirect(originsOf(inputs, source), 'FILTER');
  lineage.columns.forEach(({ direct, indirect }, index) => {
    const [only] = direct;
    const handedOn =
      direct.length === 1 && only?.kind === 'IDENTITY' && inputs[only.input] === input && only.column === index;
    for (const source of [...(handedOn ? [] : direct), ...indirect])
      deciding.addIndirect(originsOf(inputs, source), 'FILTER');
  });
  return deciding;
}

function influences(sources: readonly IndirectSource[], inputs: readonly Frame[]): Origins {
  const origins = new Origins();
  for (const source of sources) origins.addIndirect(originsOf(inputs, source), source.kind);
  return origins;
}

export function originsOf(inputs: readonly Frame[], { input, column }: InputColumn): Origins {
  return inputs[input]?.[column]?.origins ?? Origins.unknown('a column that its input does not have');
}

/** Columns of which nothing is known but their names. */
export function unknown(names: readonly string[], reason: string): Frame {
  return names.map((name) => ({ name, origins: Origins.unknown(reason) }));
}
