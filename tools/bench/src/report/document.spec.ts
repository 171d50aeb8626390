import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CASES } from '../cases';
import { withSection } from './document';

const document = readFileSync(resolve(__dirname, '../../../../docs/benchmarks.md'), 'utf8');

describe('docs/benchmarks.md', () => {
  it.each(Object.keys(CASES))('has a place for %s, and nothing else changes', (name) => {
    const changed = withSection(document, name, 'FIGURES');
    expect(changed).toContain(`<!-- bench:${name} -->\nFIGURES\n<!-- /bench:${name} -->`);
    expect(withSection(changed, name, 'OTHERS').replace('OTHERS', 'FIGURES')).toBe(changed);
  });

  it('names no folder of a machine', () => {
    expect(document).not.toMatch(/(^|[\s`(])\/(home|root|tmp|work|Users)\//m);
  });

  it('refuses a document without the place', () => {
    expect(() => withSection('# Benchmarks\n', 'scale', 'FIGURES')).toThrow('<!-- bench:scale -->');
  });
});
