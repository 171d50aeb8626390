import type { LineageRequest, StatementInput } from '@mu-mesh/core';

import { Catalog, columnList } from '../catalog';
import type { Connection } from '../connection';
import { identifier } from '../quote';

/** Empty tables under the names that statements use; a name that is asked for with other columns is made anew. */
export class StubCatalog {
  private readonly catalog: Catalog;
  private readonly made = new Map<string, string>();

  constructor(private readonly connection: Connection) {
    this.catalog = new Catalog(connection);
  }

  async provide(inputs: readonly StatementInput[]): Promise<void> {
    const script: string[] = [];
    for (const input of inputs) {
      const shape = shapeOf(input);
      if (this.made.get(input.name) === shape) continue;
      this.made.set(input.name, shape);
      if (input.name.includes('.')) script.push(...this.catalog.table(input.name, input.columns));
      else script.push(`CREATE OR REPLACE TEMP TABLE ${identifier(input.name)} ${columnList(input.columns)}`);
    }
    if (script.length > 0) await this.connection.run(script.join(';\n'));
  }
}

/** Requests whose inputs do not contradict each other, so that one catalog serves all of a batch. */
export function batches<T extends LineageRequest>(requests: readonly T[], most: number): T[][] {
  const found: T[][] = [];
  let rest = requests;
  while (rest.length > 0) {
    const shapes = new Map<string, string>();
    const batch: T[] = [];
    const left: T[] = [];
    for (const request of rest) {
      const own = request.inputs.map((input) => [input.name, shapeOf(input)] as const);
      const fits = batch.length < most && own.every(([name, shape]) => (shapes.get(name) ?? shape) === shape);
      (fits ? batch : left).push(request);
      if (fits) for (const [name, shape] of own) shapes.set(name, shape);
    }
    found.push(batch);
    rest = left;
  }
  return found;
}

const shapes = new WeakMap<object, string>();

function shapeOf({ columns }: StatementInput): string {
  const known = shapes.get(columns);
  if (known !== undefined) return known;
  const shape = JSON.stringify(columns.map(({ name, type }) => [name, type]));
  shapes.set(columns, shape);
  return shape;
}
