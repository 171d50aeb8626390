import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli, temporaryFolder } from './testing/cli';
import { checkedEnvelope } from './testing/schemas';

jest.setTimeout(60_000);
const cwd = temporaryFolder();
const file = join(cwd, 'jobs', 'copy.json');

beforeAll(() => {
  mkdirSync(join(cwd, 'jobs'));
  writeFileSync(join(cwd, 'jobs', 'in.csv'), 'city,amount\nOslo,1\nRome,2\nOslo,3\n');
  writeFileSync(join(cwd, 'global.json'), '{ "library": "duckdb", "lake": "tables" }');
  const job = {
    execution: [
      {
        type: 'IngestCSV',
        name: 'rows',
        file_location: 'in.csv',
        additional_attributes: [
          { key: 'header', value: 'true' },
          { key: 'inferSchema', value: 'true' },
        ],
      },
      { type: 'TransformSQL', sql: 'SELECT city, sum(amount) AS total FROM input GROUP BY city ORDER BY city' },
      { type: 'Print' },
    ],
    destination: [
      { type: 'DestinationDefaultCatalog', table_name: 'totals', mode: 'overwrite' },
      { type: 'DestinationCSV', file_location: 'out.csv', additional_attributes: [{ key: 'header', value: 'true' }] },
    ],
  };
  writeFileSync(file, JSON.stringify(job));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('job run', () => {
  it('runs a file without a workspace, prints its rows and says where the table lies', async () => {
    const { exit, stdout } = await runCli(['job', 'run', 'jobs/copy.json'], { cwd });
    expect(stdout).toContain('│ Oslo │ 4     │');
    expect(stdout).toMatch(/^totals +committed +0 +3 +2 +0 /m);
    expect(stdout).toContain(`Tables (Delta Lake): ${join(cwd, 'jobs', 'lake')}\n`);
    expect(exit).toBe(0);
    expect(readFileSync(join(cwd, 'jobs', 'out.csv'), 'utf8')).toBe('city,total\nOslo,4\nRome,2\n');
  });

  it('runs again as the original command line, with its properties, and as JSON', async () => {
    const args = ['--global-properties', 'global.json', file, '--json'];
    const first = checkedEnvelope((await runCli(args, { cwd })).stdout, 'job-run');
    expect(first).toMatchObject({
      command: 'job run',
      exit: 0,
      result: { datasets: [{ address: 'totals', status: 'committed', version: 0 }] },
    });
    const { stdout, stderr } = await runCli(args, { cwd });
    expect(checkedEnvelope(stdout, 'job-run').result).toMatchObject({
      datasets: [{ status: 'committed', version: 1 }],
    });
    expect(stderr).toContain('│ Rome │ 2     │');
  });

  it('counts the rows of the table that a job reads', async () => {
    const job = {
      execution: [{ type: 'TransformSQL', sql: 'SELECT sum(total) AS total FROM totals' }],
      destination: [{ type: 'DestinationDefaultCatalog', table_name: 'total', mode: 'overwrite' }],
    };
    writeFileSync(join(cwd, 'jobs', 'total.json'), JSON.stringify(job));
    const { stdout } = await runCli(['job', 'run', 'jobs/total.json'], { cwd });
    expect(stdout).toMatch(/^total +committed +0 +2 +1 +0 /m);
  });

  it('runs nothing where the file has a mistake', async () => {
    writeFileSync(
      join(cwd, 'bad.json'),
      '{ "execution": [{ "type": "TransformSQL", "sql": "SELECT 1 AS a" }], "destination": [{ "type": "DestinationDefaultCatalog", "table_name": "t", "mode": "upsert" }] }',
    );
    const { exit, stderr, stdout } = await runCli(['job', 'run', 'bad.json'], { cwd });
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^bad\.json:1:\d+: error: .*upsert/m);
  });
});
