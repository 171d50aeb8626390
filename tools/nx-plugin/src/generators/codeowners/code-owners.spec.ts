import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { FsTree } from 'nx/src/generators/tree';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { codeOwners, isOwner, renderCodeOwners } from './code-owners';
import codeownersGenerator from './generator';

const product = (role: string, username: string): string =>
  `kind: DataProduct\nteam:\n  members:\n    - { username: "${username}", role: ${role} }\n`;

describe('CODEOWNERS', () => {
  it('has a line for every domain whose product names an owner', () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('domains/sales/data-product.odps.yaml', product('owner', 'ada@example.com'));
    tree.write('domains/finance/data-product.odps.yaml', product('owner', '@mesh/finance'));
    tree.write('domains/none/data-product.odps.yaml', product('steward', 'bob@example.com'));
    tree.write('domains/broken/data-product.odps.yaml', 'team: [');
    tree.write('domains/words/data-product.odps.yaml', product('owner', 'ada /libs/'));
    expect(codeOwners(tree)).toEqual([
      { domain: 'finance', username: '@mesh/finance' },
      { domain: 'sales', username: 'ada@example.com' },
    ]);
  });

  it('keeps the lines around the generated part, and is the same when written again', () => {
    const first = renderCodeOwners('/libs/ @mesh/platform\n', [{ domain: 'sales', username: '@ada' }]);
    expect(first).toMatch(/^\/libs\/ @mesh\/platform\n\n# Domains: .*\n\/domains\/sales\/ @ada\n# End of domains\n$/);
    expect(renderCodeOwners(first, [{ domain: 'sales', username: '@ada' }])).toBe(first);
    const other = renderCodeOwners(`${first}/docs/ @mesh/docs\n`, [{ domain: 'hr', username: '@bob' }]);
    expect(other).toContain('/libs/ @mesh/platform\n');
    expect(other).toContain('# End of domains\n/docs/ @mesh/docs\n');
    expect(other).not.toContain('sales');
  });

  it.each([
    ['@ada', true],
    ['@mesh/sales-team', true],
    ['ada@example.com', true],
    ['ada', false],
    ['@', false],
    ['a b@example.com', false],
    ['@ada\n* @eve', false],
    ['@ada /libs/ @eve', false],
    ['', false],
  ])('takes %j as an owner: %s', (username, expected) => {
    expect(isOwner(username)).toBe(expected);
  });

  it('is committed as the products say', () => {
    const root = resolve(__dirname, '../../../../..');
    const tree = new FsTree(root, false);
    codeownersGenerator(tree);
    expect(tree.read('CODEOWNERS', 'utf8')).toBe(readFileSync(resolve(root, 'CODEOWNERS'), 'utf8'));
  });
});
