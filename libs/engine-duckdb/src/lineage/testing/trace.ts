import type { Engine, InputColumn, StatementInput, StatementLineage } from '@mu-mesh/core';
import { field } from '@mu-mesh/core';

const struct = { type: 'struct' as const, fields: [field('city', 'string'), field('zip', 'string')] };
const list = { type: 'array' as const, elementType: 'string', containsNull: true };

/** What the cases read, each under the one letter that expectations call it by. */
export const INPUTS: Readonly<Record<'o' | 'c' | 'i', StatementInput>> = {
  o: {
    name: 'sales.raw.orders',
    columns: [
      field('id', 'long'),
      field('customer_id', 'long'),
      field('amount', 'decimal(10,2)'),
      field('status', 'string'),
      field('tags', list),
      field('addr', struct),
      field('placed_at', 'timestamp_ntz'),
      field('parent_id', 'long'),
    ],
  },
  c: {
    name: 'crm.gold.customers',
    columns: [field('id', 'long'), field('name', 'string'), field('region', 'string'), field('since', 'date')],
  },
  i: {
    name: 'input',
    columns: [field('id', 'long'), field('q1', 'long'), field('q2', 'long'), field('kind', 'string')],
  },
};

const MARK = { IDENTITY: '', TRANSFORMATION: '~', AGGREGATION: '+' } as const;

/** One statement's lineage in short: `~o.amount` is computed from it, `+` aggregated; behind `|` what decides. */
export interface Short {
  columns: string[];
  rows: string;
}

export async function trace(engine: Engine, sql: string): Promise<Short | { untraced: string }> {
  const [lineage] = await engine.lineage([{ sql, inputs: Object.values(INPUTS) }]);
  return lineage ? short(lineage) : { untraced: 'no answer' };
}

export function short(lineage: StatementLineage): Short | { untraced: string } {
  if ('untraced' in lineage) return lineage;
  return {
    columns: lineage.columns.map(({ direct, indirect }) => {
      const values = direct.map((source) => MARK[source.kind] + name(source)).join(' ');
      return indirect.length === 0 ? values : `${values} | ${influences(indirect)}`.trim();
    }),
    rows: influences(lineage.rows),
  };
}

export function name({ input, column }: InputColumn): string {
  const [letter = '?', table] = Object.entries(INPUTS)[input] ?? [];
  return `${letter}.${table?.columns[column]?.name ?? '?'}`;
}

function influences(sources: readonly (InputColumn & { kind: string })[]): string {
  return sources.map((source) => `${source.kind} ${name(source)}`).join(', ');
}
