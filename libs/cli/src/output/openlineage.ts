import type { FacetLineage, LineageSession, MeshContext } from '@mu-mesh/core';
import type { Call } from '../command';

/** The OpenLineage session of a call; undefined where nothing is emitted. */
export function lineageOf(
  call: Call,
  context: MeshContext,
  columns?: (address: string) => FacetLineage | undefined,
): LineageSession | undefined {
  const { io, output } = call;
  if (!context.workspace.properties.openLineage && io.env['OPENLINEAGE_URL'] === undefined) return undefined;
  const { openLineage, Redactor } = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
  const redactor = (output.redactor ??= new Redactor());
  return openLineage(context, {
    secrets: { env: io.env, redactor },
    json: (value) => output.json(value),
    print: (line) => output.note(line),
    ...(columns && { columns }),
  });
}

/** Where the columns of every dataset come from; nothing where the workspace has errors, which the run itself says. */
export async function tracedColumns(context: MeshContext): Promise<(address: string) => FacetLineage | undefined> {
  const { facetLineage, lineageKnowledge, traceMesh } = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
  const traced = await traceMesh(context).catch(() => undefined);
  const { dataset } = lineageKnowledge(context);
  return (address) => {
    const one = traced?.datasets.get(address);
    return one && facetLineage(one, context.workspace.root, dataset);
  };
}

/** Works with a session and closes it, whatever comes; what waits or was refused is one note. */
export async function withLineage<T>(
  call: Call,
  session: LineageSession | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } finally {
    for (const note of (await session?.close()) ?? []) call.output.note(`note: ${note}`);
  }
}
