import { connectors } from '@mu-mesh/connectors';
import { datasetGraph, loadWorkspace } from '@mu-mesh/core';
import { createDuckDbEngine } from '@mu-mesh/engine-duckdb';

/** The mesh as a Mermaid graph: a box a domain, an arrow from what is read to what reads it. */
export async function lineageDiagram(root: string): Promise<string> {
  const workspace = loadWorkspace({ root, connectors });
  const engine = createDuckDbEngine();
  try {
    const graph = await datasetGraph(workspace, engine);
    const lines = ['```mermaid', 'flowchart LR'];
    for (const domain of workspace.domains) {
      lines.push(`  subgraph ${domain.name}`);
      for (const { id, address } of domain.datasets)
        lines.push(`    ${node(id)}["${address.layer}<br/>${address.dataset}"]`);
      lines.push('  end');
    }
    for (const id of graph.order())
      for (const input of graph.inputs(id)) lines.push(`  ${node(input)} --> ${node(id)}`);
    return [...lines, '```'].join('\n');
  } finally {
    await engine.close();
  }
}

function node(address: string): string {
  return address.replaceAll('.', '_');
}
