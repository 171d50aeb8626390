import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Clone } from './testing/clone';

let clone: Clone;
beforeAll(() => {
  clone = new Clone({ built: true, empty: true });
  clone.commit();
  clone.nx('g', '@mu-mesh/nx:domain', 'hr', '--owner=ada@example.com', '--skipInstall');
  clone.nx('g', '@mu-mesh/nx:pipeline', 'visits', '--domain=hr', '--layer=raw');
  clone.nx('g', '@mu-mesh/nx:pipeline', 'visit_report', '--domain=hr', '--layer=silver', '--from=hr.raw.visits');
  clone.nx('g', '@mu-mesh/nx:domain', 'board', '--owner=@mesh/board', '--skipInstall');
  clone.nx('g', '@mu-mesh/nx:pipeline', 'people', '--domain=board', '--layer=gold', '--from=hr.gold.daily_events');
}, 120_000);
afterAll(() => clone.remove());

describe('what the generators write', () => {
  it('validates, tests and runs at once, what it reads first', () => {
    const output = clone.nx('run-many', '-t', 'validate', 'test', 'pipeline', '-p', 'board', '--output-style=static');
    expect(output.indexOf('nx run hr:pipeline')).toBeGreaterThan(0);
    expect(output.indexOf('nx run board:pipeline')).toBeGreaterThan(output.indexOf('nx run hr:pipeline'));
    expect(clone.nx('run', 'hr:test')).toContain('Successfully ran target');
    for (const table of ['hr/raw/visits', 'hr/silver/visit_report', 'hr/gold/daily_events', 'board/gold/people']) {
      expect(existsSync(join(clone.root, 'lake', table, '_delta_log'))).toBe(true);
    }
  }, 180_000);

  it('caches validate and test, and never a pipeline', () => {
    const again = clone.nx('run-many', '-t', 'validate', 'test', 'pipeline', '-p', 'board', '--output-style=static');
    for (const task of ['board:validate', 'board:test']) expect(again).toMatch(new RegExp(`nx run ${task}.*cache`));
    expect(again).not.toMatch(/nx run board:pipeline.*cache/);
  }, 120_000);

  it('makes a test that fails where the SQL is wrong', () => {
    const sql = 'domains/hr/silver/clean_events/clean_events.sql';
    clone.write({ [sql]: readFileSync(join(clone.root, sql), 'utf8').replace('SELECT DISTINCT', 'SELECT') });
    expect(() => clone.nx('run', 'hr:test')).toThrow(/✕.*clean_events › hr\.silver\.clean_events/);
  }, 60_000);

  it('leaves nothing in git but its files, and CODEOWNERS in step', () => {
    const changed = clone
      .run('git', 'status', '--porcelain')
      .trim()
      .split('\n')
      .map((line) => line.slice(2).trim());
    expect(changed.sort()).toEqual(['CODEOWNERS', 'domains/']);
    expect(clone.nx('sync:check')).toContain('up to date');
  });

  it.each([
    [['domain', 'hr2', '--owner=ada@example.com', '--team=x'], /'team' is not found in schema/],
    [['pipeline', 'x', '--domain=hr', '--layer=bronze'], /layer/],
    [['domain', 'select', '--owner=ada@example.com'], /reserved/],
  ])('refuses %j', ([generator = '', ...args], message) => {
    expect(() => clone.nx('g', `@mu-mesh/nx:${generator}`, ...args)).toThrow(message);
  });
});
