import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractsOf, withoutReferences } from './shipped-contracts';

describe('contracts of a workspace', () => {
  const root = mkdtempSync(join(tmpdir(), 'bench-contracts-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('are taken out with the references to them, and put back', () => {
    const dataset = join(root, 'domains/sales/gold/orders');
    mkdirSync(dataset, { recursive: true });
    const [product, contract] = [
      join(root, 'domains/sales/data-product.odps.yaml'),
      join(dataset, 'contract.odcs.yaml'),
    ];
    const text = 'outputPorts:\n  - name: orders\n    version: 1.0.0\n    contractId: urn:orders\n';
    writeFileSync(product, text);
    writeFileSync(contract, 'id: urn:orders\n');
    const contracts = contractsOf(root);
    expect(contracts.count).toBe(1);
    contracts.remove();
    expect(readFileSync(product, 'utf8')).toBe('outputPorts:\n  - name: orders\n    version: 1.0.0\n');
    expect(contractsOf(root).count).toBe(0);
    contracts.restore();
    expect([readFileSync(product, 'utf8'), readFileSync(contract, 'utf8')]).toEqual([text, 'id: urn:orders\n']);
  });

  it.each([
    ['- contractId: urn:a\n  name: a\n', '- name: a\n'],
    ['- { name: a, contractId: urn:a }\n', '- { name: a }\n'],
    ['- name: a\n  contractId: urn:a', '- name: a\n'],
  ])('references go in any layout: %j', (before, after) => {
    expect(withoutReferences(before)).toBe(after);
  });
});
