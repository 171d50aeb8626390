import { join } from 'node:path';
import type { TracedDataset, LineageColumn } from '../lineage/dataset-lineage';
import { splitColumnId } from '../lineage/origins';
import type { Dataset } from '../model/job';
import type { FacetLineage, FacetSource } from './knowledge';
import { fileName } from './names';

/** A traced dataset as its facet says it: what decides about every column alike stands once, for all of them. */
export function facetLineage(
  traced: TracedDataset,
  root: string,
  dataset: (address: string) => Dataset | undefined,
): FacetLineage | undefined {
  const known = traced.columns.filter(({ untraced }) => untraced === undefined);
  if (traced.untraced !== undefined || known.length === 0) return undefined;
  const source = ({
    column,
    kind,
  }: LineageColumn['direct'][number] | LineageColumn['indirect'][number]): FacetSource[] => {
    const id = splitColumnId(column);
    if (!id) {
      const hash = column.lastIndexOf('#');
      return [{ ...fileName(join(root, column.slice(0, hash))), column: column.slice(hash + 1), kind }];
    }
    const location = dataset(id.address)?.location;
    return location === undefined ? [] : [{ ...fileName(location), column: id.column, kind }];
  };
  const keys = known.map(({ indirect }) => new Set(indirect.map(keyOf)));
  const common = (origin: LineageColumn['indirect'][number]): boolean =>
    known.length === traced.columns.length && keys.every((each) => each.has(keyOf(origin)));
  return {
    columns: known.map(({ name, direct, indirect }) => ({
      column: name,
      sources: [...direct, ...indirect.filter((origin) => !common(origin))].flatMap(source),
    })),
    rows: (known[0]?.indirect ?? []).filter(common).flatMap(source),
  };
}

function keyOf({ column, kind }: LineageColumn['indirect'][number]): string {
  return `${kind} ${column}`;
}
