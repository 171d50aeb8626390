import type { JobDefinition, StepDefinition } from '../../model/definition';
import type { Dataset, Job, Step } from '../../model/job';
import type { Position } from '../../model/issue';
import { field, type Field } from '../../model/schema';

/** A dataset as it ran, from what its state keeps; its places are those of nothing. */
export function pastDataset(
  address: string,
  definition: readonly JobDefinition[],
  sourceSchemas: Readonly<Record<string, Field[]>>,
): Dataset {
  const position: Position = { file: '', line: 1, column: 1 };
  const [domain = '', layer = '', dataset = ''] = address.split('.');
  const step = (one: StepDefinition): Step => {
    if (one.kind !== 'ingest')
      return { kind: one.kind, name: one.name, position, sql: { text: one.sql, position }, volatile: 'run' } as Step;
    const schema =
      one.columns?.map(([name, type]) => field(name, type)) ??
      (one.recorded === undefined ? undefined : sourceSchemas[one.recorded]);
    return {
      kind: 'ingest',
      name: one.name,
      position,
      connector: one.connector,
      config: one.source === undefined ? {} : { file_location: one.source },
      onChangedFile: 'fail',
      ...(schema && { schema }),
    };
  };
  const jobs = definition.map(({ steps, table, mode }): Job => ({
    position,
    steps: steps.map(step),
    destinations: [{ kind: 'table', position, table, location: '', mode, schemaEvolution: 'evolve', partitionBy: [] }],
  }));
  return {
    address: { domain, layer: layer as Dataset['address']['layer'], dataset },
    id: address,
    file: '',
    location: '',
    jobs,
  };
}
