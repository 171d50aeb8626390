import type { SchemaEvolution, TableDestination } from './job';

/** What leaves out values or rows that the table has no place for; undefined where the destination discards nothing. */
export function discards(
  destination: Pick<TableDestination, 'schemaEvolution'> | undefined,
): Exclude<SchemaEvolution, 'evolve' | 'freeze'> | undefined {
  const evolution = destination?.schemaEvolution;
  return evolution === 'discard_value' || evolution === 'discard_row' ? evolution : undefined;
}
