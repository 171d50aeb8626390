import { facet, type DatasetName, type Facets } from './event';
import type { LineageKnowledge, FacetSource } from './knowledge';

const DIRECT = new Set<string>(['IDENTITY', 'TRANSFORMATION', 'AGGREGATION']);

/** Where the columns come from; nothing where that is not known. Several influences of one column are one input field. */
export function columnFacets(knowledge: LineageKnowledge, address: string): Facets {
  const lineage = knowledge.columns(address);
  if (!lineage) return {};
  const fields = Object.fromEntries(
    lineage.columns.map(({ column, sources }) => [column, { inputFields: inputFields(sources) }]),
  );
  return { columnLineage: facet('1-2-0', 'ColumnLineageDatasetFacet', { fields, dataset: inputFields(lineage.rows) }) };
}

interface InputField extends DatasetName {
  field: string;
  transformations: { type: 'DIRECT' | 'INDIRECT'; subtype: string; masking: false }[];
}

function inputFields(sources: readonly FacetSource[]): InputField[] {
  const fields = new Map<string, InputField>();
  for (const { namespace, name, column, kind } of sources) {
    const key = JSON.stringify([namespace, name, column]);
    const known = fields.get(key) ?? { namespace, name, field: column, transformations: [] };
    known.transformations.push({ type: DIRECT.has(kind) ? 'DIRECT' : 'INDIRECT', subtype: kind, masking: false });
    fields.set(key, known);
  }
  return [...fields.values()];
}
