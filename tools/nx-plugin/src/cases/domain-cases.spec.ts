import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { explain, formatFinding, runCases } from './run-cases';

const workspace = resolve(__dirname, '../../../..');
const only = process.env['MU_MESH_DOMAIN'];
const folders = readdirSync(join(workspace, 'domains'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
const domains = only === undefined ? folders.map(({ name }) => name) : [only];

describe.each(domains)('%s', (domain) => {
  const { result, issues } = runCases(workspace, domain);
  const cases = result?.cases ?? [];

  it('has cases that can be run', () => {
    const addresses = new Set<string | null>(cases.map(({ dataset }) => dataset));
    const others = issues.filter(({ severity, address }) => severity === 'error' && !addresses.has(address));
    expect(others.map(formatFinding)).toEqual([]);
    expect(cases).not.toEqual([]);
  });

  it.each(cases)('$case › $dataset', (one) => {
    if (!one.ok) throw new Error(explain(one, issues));
  });
});
