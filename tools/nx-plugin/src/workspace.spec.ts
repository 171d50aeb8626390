import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Clone } from './testing/clone';
import { dataset } from './testing/mesh-files';

const MARKETING_SQL = 'domains/marketing/gold/reach/query.sql';

let clone: Clone;
beforeAll(() => {
  clone = new Clone({ empty: true });
  clone.write({
    ...dataset('sales.gold.totals', 'SELECT 1 AS total'),
    ...dataset('marketing.gold.reach', 'FROM sales.gold.totals'),
    ...dataset('finance.gold.report', 'FROM sales.gold.totals, marketing.gold.reach'),
    ...dataset('hr.gold.people', 'SELEC'),
    ...dataset('core.gold.clash', 'FROM sales.silver.none'),
    'domains/sales/package.json':
      '{ "name": "@mu-mesh/sales", "version": "0.1.0", "private": true, "nx": { "name": "sales" } }',
    'README.md': '# Mesh\n',
  });
  clone.commit();
});
afterAll(() => clone.remove());

function affectedDomains(file: string): string[] {
  const projects: unknown = JSON.parse(clone.nx('show', 'projects', '--affected', `--files=${file}`, '--json'));
  const domains = ['finance', 'hr', 'marketing', 'sales'];
  return Array.isArray(projects) ? domains.filter((domain) => projects.includes(domain)) : [];
}

describe('nx on a clone that was never built', () => {
  it('knows the domains, with and without a package.json, even one called as a package', () => {
    expect(existsSync(join(clone.root, 'libs/core/dist'))).toBe(false);
    const projects = clone.nx('show', 'projects').split('\n');
    expect(projects).toEqual(
      expect.arrayContaining(['sales', 'marketing', 'finance', 'hr', 'domain-core', 'core', 'cli', 'nx']),
    );
  });

  it.each([
    ['one SQL file of marketing', MARKETING_SQL, ['finance', 'marketing']],
    ['one SQL file of sales', 'domains/sales/gold/totals/query.sql', ['finance', 'marketing', 'sales']],
    ['the SQL that does not parse', 'domains/hr/gold/people/query.sql', ['hr']],
    ['the engine', 'libs/core/src/errors.ts', ['finance', 'hr', 'marketing', 'sales']],
    ['this plugin', 'tools/nx-plugin/src/index.ts', ['finance', 'hr', 'marketing', 'sales']],
    ['the properties of all', 'global-properties.json', ['finance', 'hr', 'marketing', 'sales']],
    ['the README', 'README.md', []],
  ])('affects what reads it: %s', (_name, file, expected) => {
    expect(affectedDomains(file)).toEqual(expected);
  });

  it('affects what reads a file that a commit changed', () => {
    clone.write({ [MARKETING_SQL]: 'FROM sales.gold.totals WHERE total > 0' });
    clone.run('git', '-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-q', '-am', 'change');
    const projects = clone.nx('show', 'projects', '--affected', '--base=HEAD~1', '--head=HEAD').trim().split('\n');
    expect(projects.sort()).toEqual(['finance', 'marketing']);
  });

  it('builds what a pipeline reads first, each domain alone, after its own validation', () => {
    const graph = JSON.parse(clone.nx('run', 'finance:pipeline', '--graph=stdout')) as {
      tasks: {
        tasks: Record<string, { parallelism: boolean; cache?: boolean }>;
        dependencies: Record<string, string[]>;
      };
    };
    const { tasks, dependencies } = graph.tasks;
    expect(dependencies['finance:pipeline']).toEqual(
      expect.arrayContaining(['cli:build', 'finance:validate', 'marketing:pipeline', 'sales:pipeline']),
    );
    expect(dependencies['marketing:pipeline']).toContain('sales:pipeline');
    expect(Object.keys(tasks)).not.toContain('hr:pipeline');
    expect(tasks['finance:pipeline']).toMatchObject({ parallelism: false, cache: false });
    expect(tasks['finance:validate']).toMatchObject({ cache: true });
  });

  it('leaves nothing for git to see', () => {
    expect(clone.run('git', 'status', '--porcelain')).toBe('');
  });
});
