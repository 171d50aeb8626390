import type { Domain, Workspace } from '@mu-mesh/core';
import { nextSteps } from './contract-next';

function steps(address: string, gold: string[], ports: string[]): string {
  const domain = {
    name: 'shop',
    file: '/w/domains/shop/data-product.odps.yaml',
    outputPorts: ports.map((name) => ({ name, version: '0.1.0' })),
    datasets: gold.map((name) => ({
      id: `shop.gold.${name}`,
      address: { domain: 'shop', layer: 'gold', dataset: name },
    })),
  } as unknown as Domain;
  return nextSteps({ root: '/w', domains: [domain] } as unknown as Workspace, address).join('\n');
}

const LINES = 'version: 1.0.0\n    contractId: urn:mu-mesh:shop:gold:totals';

it('a port of its own', () => {
  expect(steps('shop.gold.totals', ['totals'], [])).toBe(
    `Next: read it, loosen what only happens to hold, set its status to active, and add the output port in domains/shop/data-product.odps.yaml:\noutputPorts:\n  - name: totals\n    ${LINES}`,
  );
});

it('a first port hides what has none', () => {
  expect(steps('shop.gold.totals', ['days', 'totals'], [])).toContain(
    'nothing else is published: list shop.gold.days as well',
  );
  expect(steps('shop.gold.totals', ['days', 'totals'], ['days'])).toMatch(
    /add to outputPorts in .*yaml:\n {2}- name: totals\n {4}version: 1.0.0\n {4}contractId: .*totals$/,
  );
});

it('a port that is there', () => {
  expect(steps('shop.gold.totals', ['totals'], ['totals'])).toMatch(
    /into the output port of .*yaml:\n {2}version: 1.0.0\n {2}contractId: .*totals$/,
  );
});

it('no port for what is not published', () => {
  expect(steps('shop.raw.lines', ['totals'], [])).toBe(
    'Next: read it, loosen what only happens to hold, and set its status to active.',
  );
});
