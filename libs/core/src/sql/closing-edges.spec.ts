import fc from 'fast-check';
import { closingEdges, type Edge } from './closing-edges';

describe('closingEdges', () => {
  it('finds none where there is no cycle', () => {
    expect(
      closingEdges([
        { from: 'finance', to: 'sales' },
        { from: 'finance', to: 'marketing' },
        { from: 'marketing', to: 'sales' },
      ]),
    ).toEqual([]);
  });

  it('leaves out the last in name order', () => {
    expect(
      closingEdges([
        { from: 'sales', to: 'finance' },
        { from: 'finance', to: 'sales' },
      ]),
    ).toEqual([{ from: 'sales', to: 'finance' }]);
  });

  it('does not depend on the order of its input and leaves no cycle', () => {
    const node = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const edges = fc.uniqueArray(fc.record({ from: node, to: node }), {
      selector: ({ from, to }) => `${from}${to}`,
      maxLength: 12,
    });
    fc.assert(
      fc.property(edges, (list) => {
        const closing = closingEdges(list);
        expect(closingEdges([...list].reverse())).toEqual(closing);
        const rest = list.filter((edge) => !closing.some((c) => c.from === edge.from && c.to === edge.to));
        expect(closingEdges(rest)).toEqual([]);
        expect(acyclic(rest.filter(({ from, to }) => from !== to))).toBe(true);
      }),
    );
  });
});

/** Kahn's algorithm, as a second opinion. */
function acyclic(edges: readonly Edge[]): boolean {
  let rest = [...edges];
  for (;;) {
    const next = rest.filter(({ to }) => rest.some((edge) => edge.from === to));
    if (next.length === rest.length) return rest.length === 0;
    rest = next;
  }
}
