import { hasFlag, positionals, withJobForm } from './arguments';

describe('arguments', () => {
  it('finds what is neither an option nor the value of one', () => {
    expect(positionals(['--workspace', 'w', 'run', '+sales', '--json'])).toEqual(['run', '+sales']);
    expect(positionals(['--', '--json'])).toEqual(['--json']);
  });

  it('takes the command line of mu-pipelines as `job run`', () => {
    const original = ['--global-properties', 'g.json', '--connection-properties', 'c.json', 'JOB.json'];
    expect(withJobForm(original)).toEqual(['job', 'run', ...original]);
    expect(withJobForm(['preview', 'data.json'])).toEqual(['preview', 'data.json']);
    expect(withJobForm(['--json'])).toEqual(['--json']);
  });

  it('does not take a value after -- for a flag', () => {
    expect(hasFlag(['run', '--json'], '--json')).toBe(true);
    expect(hasFlag(['preview', '--', '--json'], '--json')).toBe(false);
  });
});
