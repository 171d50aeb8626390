import { DatasetGraph } from './graph';

function graph(edges: Record<string, string[]>): DatasetGraph {
  return new DatasetGraph(new Map(Object.entries(edges).map(([reader, reads]) => [reader, new Set(reads)])));
}

describe('DatasetGraph', () => {
  const mesh = graph({
    'a.raw.x': [],
    'a.silver.x': ['a.raw.x'],
    'a.gold.x': ['a.silver.x', 'b.gold.y'],
    'b.gold.y': [],
  });

  it('orders inputs before readers, otherwise by name', () => {
    expect(mesh.order()).toEqual(['a.raw.x', 'a.silver.x', 'b.gold.y', 'a.gold.x']);
  });

  it('knows everything upstream and downstream', () => {
    expect([...mesh.upstream('a.gold.x')].sort()).toEqual(['a.raw.x', 'a.silver.x', 'b.gold.y']);
    expect([...mesh.downstream('a.raw.x')].sort()).toEqual(['a.gold.x', 'a.silver.x']);
  });

  it('leaves a dataset out of its own upstream in a cycle', () => {
    const cycle = graph({ x: ['y'], y: ['x'] });
    expect([...cycle.upstream('x')]).toEqual(['y']);
    expect(cycle.order()).toHaveLength(2);
  });

  it('keeps reads of unknown datasets out of the order', () => {
    expect(graph({ x: ['nowhere'] }).order()).toEqual(['x']);
  });
});
