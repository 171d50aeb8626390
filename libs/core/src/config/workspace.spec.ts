import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { registry } from './testing/registry';
import { temporaryFolder, writeFiles } from './testing/temporary-folder';
import { findWorkspace, loadWorkspace } from './workspace';

const root = temporaryFolder();
const many = temporaryFolder();
const JOB = '{ "execution": [{ "type": "IngestCSV", "file_location": "data/*.csv" }] }';
const product = (name: string, more = ''): string =>
  `apiVersion: v1.1.0\nkind: DataProduct\nid: ${name}\nteam:\n  members:\n    - { username: "@acme/${name}", name: Ann, role: owner }\n${more}`;

let number = 0;
function load(files: Record<string, string>) {
  const folder = join(root, `w${(number += 1)}`);
  mkdirSync(folder);
  writeFiles(folder, { 'global-properties.json': '{}', ...files });
  const workspace = loadWorkspace({ root: folder, connectors: registry });
  const issues = workspace.issues.map(
    ({ code, severity, message, position }) =>
      `${severity} ${code} ${position?.file.slice(folder.length + 1)}:${position?.line}:${position?.column} ${message}`,
  );
  return { folder, workspace, issues };
}

test('the nearest parent with global-properties.json is the workspace', () => {
  const { folder } = load({ 'domains/sales/raw/x/pipeline.json': JOB });
  expect(findWorkspace(join(folder, 'domains/sales/raw'))).toBe(folder);
  expect(findWorkspace(folder)).toBe(folder);
  expect(findWorkspace(root)).toBeUndefined();
});

test('domains, owner, ports, datasets and their tables', () => {
  const { folder, workspace, issues } = load({
    'domains/sales/data-product.odps.yaml': product(
      'sales',
      'outputPorts:\n  - { name: report, version: 1.2.0, contractId: c }\ninputPorts:\n  - { name: marketing.gold.campaigns, version: ^2.0.0 }\n',
    ),
    'domains/sales/raw/lines/pipeline.json': JOB,
    'domains/sales/gold/report/pipeline.json': `[
      { "execution": [{ "type": "TransformSQL", "sql": "SELECT 1" }], "destination": [{ "type": "table", "table_name": "part", "mode": "overwrite" }] },
      { "execution": [{ "type": "TransformSQL", "sql": "SELECT * FROM part" }], "destination": [] } ]`,
    'domains/sales/tests/case/given/x.csv': '',
    'domains/notes/readme.md': '',
  });
  expect(issues).toEqual([
    'error REFERENCE_UNKNOWN domains/sales/data-product.odps.yaml:8:49 the output port "report" names the contract "c", and sales.gold.report has none',
    'error REFERENCE_UNKNOWN domains/sales/data-product.odps.yaml:10:13 the input port "marketing.gold.campaigns" is no dataset of this workspace',
  ]);
  expect(workspace.domains).toMatchObject([
    {
      name: 'sales',
      owner: { name: 'Ann', username: '@acme/sales' },
      outputPorts: [{ name: 'report', version: '1.2.0', contractId: 'c' }],
      inputPorts: [{ name: 'marketing.gold.campaigns', version: '^2.0.0' }],
      datasets: [
        { id: 'sales.raw.lines', location: join(folder, 'lake/sales/raw/lines') },
        { id: 'sales.gold.report' },
      ],
    },
  ]);
  const jobs = workspace.domains[0]?.datasets[1]?.jobs;
  expect(jobs?.flatMap(({ destinations }) => destinations)).toMatchObject([
    { table: 'part', location: join(folder, 'lake/sales/gold/report/_private/part') },
    {
      table: 'sales.gold.report',
      location: join(folder, 'lake/sales/gold/report'),
      mode: 'overwrite',
      schemaEvolution: 'evolve',
    },
  ]);
});

test('one broken domain hides no other', () => {
  const { workspace, issues } = load({
    'domains/a/data-product.odps.yaml': 'kind: [',
    'domains/a/raw/x/pipeline.json': '{ "execution": ',
    'domains/b/raw/x/pipeline.json': JOB,
    'domains/c/data-product.odps.yaml': product(
      'c',
      'outputPorts:\n  - { name: reprot, version: one }\n  - name: report\ninputPorts:\n  - { name: a.silver.x, version: "latest" }\n  - { name: x }\n',
    ),
    'domains/c/gold/report/pipeline.json': JOB,
    'domains/c/gold/Bad-Name/pipeline.json': JOB,
    'domains/c/gold/order/pipeline.json': JOB,
    'domains/c/gold/none/readme.md': '',
    'domains/c/sliver/x/clean.sql': '',
    'domains/c/bronze/x/pipeline.json': JOB,
    'domains/select/data-product.odps.yaml':
      'apiVersion: v1.1.0\nkind: DataProduct\nid: x\nteam:\n  members: [{ username: bob, role: owner }]\n',
  });
  expect(issues).toEqual([
    'error CONFIG_INVALID domains/b/data-product.odps.yaml:1:1 the domain "b" has no data-product.odps.yaml',
    'error CONFIG_SYNTAX domains/a/raw/x/pipeline.json:1:16 a value is missing here, but the file ends',
    expect.stringMatching(/^error CONFIG_SYNTAX domains\/a\/data-product.odps.yaml:1:\d+ /),
    'error NAME_INVALID domains/c/bronze/x/pipeline.json:1:1 the folder "bronze" is no layer; layers are raw, silver and gold',
    'error NAME_INVALID domains/c/sliver:1:1 the folder "sliver" is no layer; layers are raw, silver and gold',
    expect.stringContaining('domains/c/gold/Bad-Name/pipeline.json:1:1 "Bad-Name" is no name for a dataset'),
    expect.stringContaining('domains/c/gold/none/pipeline.json:1:1 the dataset "c.gold.none" has no pipeline.json'),
    expect.stringContaining('domains/c/gold/order/pipeline.json:1:1 "order" is a reserved word'),
    'error REFERENCE_UNKNOWN domains/c/data-product.odps.yaml:8:13 the output port "reprot" is no gold dataset of this domain',
    'error CONFIG_INVALID domains/c/data-product.odps.yaml:8:30 "one" is no version such as 1.0.0',
    'error CONFIG_INVALID domains/c/data-product.odps.yaml:9:5 the output port "report" needs a "version": that of its contract',
    'error REFERENCE_PRIVATE domains/c/data-product.odps.yaml:11:13 the input port "a.silver.x" is no gold dataset',
    'error CONFIG_INVALID domains/c/data-product.odps.yaml:11:34 "latest" is no range of versions such as ^1.0.0',
    'error NAME_INVALID domains/c/data-product.odps.yaml:12:13 the input port "x" is no dataset address such as sales.gold.daily_sales',
    expect.stringContaining('domains/select/data-product.odps.yaml:1:1 "select" is a reserved word'),
    `error CONFIG_INVALID domains/select/data-product.odps.yaml:5:25 the owner's "username" "bob" is neither an e-mail address nor an @handle`,
  ]);
  expect(workspace.domains.map(({ name, datasets }) => [name, datasets.map(({ id }) => id)])).toEqual([
    ['a', ['a.raw.x']],
    ['b', ['b.raw.x']],
    ['c', ['c.gold.report']],
    ['select', []],
  ]);
});

test.each<[string, string, string[]]>([
  [
    'another address',
    '{"execution":[I],"destination":[{"type":"table","table_name":"sales.raw.y","mode":"append"}]}',
    ['NAME_INVALID /destination/0/table_name'],
  ],
  [
    'only an export',
    '{"execution":[I],"destination":[{"type":"csv","file_location":"x"}]}',
    ['CONFIG_INVALID /destination'],
  ],
  [
    'two tables',
    '{"execution":[I],"destination":[{"type":"table","table_name":"a","mode":"append"},{"type":"table","table_name":"sales.raw.x","mode":"append"}]}',
    ['CONFIG_INVALID /destination'],
  ],
  ['the own address twice', '[{"execution":[I]},{"execution":[I]}]', ['CONFIG_INVALID /1', 'CONFIG_INVALID /0']],
  [
    'the last one private',
    '[{"execution":[I],"destination":[{"type":"table","table_name":"a","mode":"append"}]}]',
    ['CONFIG_INVALID /0/destination/0'],
  ],
  [
    'a step like a domain',
    '{"execution":[{"type":"TransformSQL","sql":"SELECT 1","name":"sales"}]}',
    ['NAME_INVALID /execution/0/name'],
  ],
  [
    'a step like a private table',
    '[{"execution":[I],"destination":[{"type":"table","table_name":"a","mode":"append"}]},{"execution":[{"type":"TransformSQL","sql":"SELECT 1","name":"a"}]}]',
    ['NAME_INVALID /1/execution/0'],
  ],
  [
    'a closed path',
    '{"execution":[{"type":"IngestCSV","file_location":"/etc/x.csv"},{"type":"IngestCSV","file_location":"data/x.csv"}]}',
    ['CONFIG_INVALID /execution/0/file_location'],
  ],
])('%s', (_, job, expected) => {
  const { workspace } = load({
    'global-properties.json': '{"allowed_paths": ["domains"]}',
    'domains/sales/data-product.odps.yaml': product('sales'),
    'domains/sales/raw/x/pipeline.json': job.replaceAll('I]', '{"type":"IngestCSV","file_location":"data/x.csv"}]'),
  });
  expect(workspace.issues.map(({ code, position }) => `${code} ${position?.pointer}`).sort()).toEqual(expected.sort());
  expect(workspace.issues.every(({ address }) => address === 'sales.raw.x')).toBe(true);
});

test('a thousand datasets take no more than a second or so of CPU', () => {
  const files: Record<string, string> = { 'global-properties.json': '{}' };
  for (let d = 0; d < 20; d += 1) {
    files[`domains/d${d}/data-product.odps.yaml`] = product(`d${d}`);
    for (let i = 0; i < 50; i += 1) {
      files[`domains/d${d}/silver/t${i}/pipeline.json`] =
        '{ "execution": [{ "type": "TransformSQL", "sql_file_location": "q.sql" }, { "type": "Validations", "query": "SELECT * FROM input WHERE a < 0", "fail_threshold": "1%" }] }';
      files[`domains/d${d}/silver/t${i}/q.sql`] = 'SELECT 1 AS a\n';
    }
  }
  writeFiles(many, files);
  const start = process.cpuUsage();
  const workspace = loadWorkspace({ root: many, connectors: registry });
  const { user, system } = process.cpuUsage(start);
  expect(workspace.issues).toEqual([]);
  expect(workspace.domains.flatMap(({ datasets }) => datasets)).toHaveLength(1000);
  // CPU seconds: a busy machine must not fail it.
  expect((user + system) / 1e6).toBeLessThan(1.5);
});
