import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { runCli, temporaryFolder } from './testing/cli';
import { commit, git, write } from './testing/repository';
import { checkedEnvelope } from './testing/schemas';

const job = (sql: string): string => JSON.stringify({ execution: [{ type: 'TransformSQL', sql }] });
const product = (domain: string, ports: string): string =>
  `apiVersion: v1.1.0\nkind: DataProduct\nid: ${domain}\nname: ${domain}\nversion: 1.0.0\nstatus: active\nteam: { name: T, members: [{ username: '@acme/team', role: owner }] }\n${ports}`;
const contract = (version: string, columns: string, more = ''): string =>
  `apiVersion: v3.2.0\nkind: DataContract\nid: urn:totals\nversion: ${version}\nstatus: active\n${more}schema:\n  - name: totals\n    properties:\n${columns
    .split('; ')
    .map((one) => `      - { ${one} }\n`)
    .join('')}`;
const CONTRACT = 'domains/shop/gold/totals/contract.odcs.yaml';
const COLUMNS = [
  'name: day, physicalType: DATE',
  'name: total, physicalType: BIGINT',
  'name: unread, physicalType: VARCHAR',
];
const ports = (version: string): string =>
  `outputPorts:\n  - { name: totals, version: ${version}, contractId: 'urn:totals' }\n`;

/** A repository whose workspace lies in a folder of it. */
function workspace(): string {
  const repository = temporaryFolder();
  const root = join(repository, 'mesh');
  write(root, {
    'global-properties.json': '{}',
    '.gitignore': '.mesh\n',
    'domains/shop/package.json': '{ "name": "@acme/shop", "version": "1.0.0" }',
    'domains/shop/data-product.odps.yaml': product('shop', ports('1.0.0')),
    'domains/shop/gold/totals/pipeline.json': job("SELECT DATE '2026-01-01' AS day, 1::BIGINT AS total, 'x' AS unread"),
    [CONTRACT]: contract('1.0.0', COLUMNS.join('; ')),
    'domains/money/data-product.odps.yaml': product('money', ''),
    'domains/money/gold/books/pipeline.json': JSON.stringify({
      execution: [{ type: 'TransformSQL', sql_file_location: 'books.sql' }],
    }),
    'domains/money/gold/books/books.sql': 'SELECT day,\n  total + 1 AS booked\nFROM shop.gold.totals',
  });
  git(repository, 'init', '-q', '-b', 'main');
  commit(root, 'base');
  return root;
}

let root: string;
beforeEach(() => {
  root = workspace();
});
afterEach(() => rmSync(dirname(root), { recursive: true, force: true }));

async function diff(): Promise<{
  exit: number;
  changes: Record<string, unknown>[];
  contracts: Record<string, unknown>[];
  issues: Record<string, unknown>[];
}> {
  const { stdout, exit } = await runCli(['contract', 'diff', '--json'], { cwd: root });
  const { result, issues } = checkedEnvelope(stdout, 'contract-diff');
  return {
    exit,
    changes: result['changes'] as Record<string, unknown>[],
    contracts: result['contracts'] as Record<string, unknown>[],
    issues,
  };
}

it('names the reader of a column by its place, and says what to write', async () => {
  write(root, { [CONTRACT]: contract('1.0.0', `${COLUMNS[0]}; ${COLUMNS[2]}`) });
  expect(await diff()).toMatchObject({
    exit: 1,
    changes: [
      {
        path: 'schema.totals.total',
        kind: 'column_removed',
        level: 'breaking',
        from: 'long',
        to: null,
        consumers: [
          {
            domain: 'money',
            dataset: 'money.gold.books',
            file: 'domains/money/gold/books/books.sql',
            line: 2,
            column: 3,
            named: true,
          },
        ],
      },
    ],
    contracts: [
      {
        dataset: 'shop.gold.totals',
        required: 'major',
        bump: 'none',
        ok: false,
        remedy: { version: 'version: 2.0.0', changeset: null },
      },
    ],
    issues: [{ code: 'CONTRACT_BUMP', severity: 'error', file: CONTRACT }],
  });
  const { stdout, stderr } = await runCli(['contract', 'diff'], { cwd: root });
  expect(stdout).toContain(
    'breaking    column removed  schema.totals.total: was long\n    read by\n    money.gold.books  domains/money/gold/books/books.sql:2:3\n',
  );
  expect(stderr).toContain(
    'hint: Take them back, or write `version: 2.0.0` into domains/shop/gold/totals/contract.odcs.yaml and its output port\n',
  );
  expect(stderr).not.toContain('changeset');
  const markdown = await runCli(['contract', 'diff', '--format', 'markdown'], { cwd: root });
  expect(markdown.stdout).toContain(`or write \`version: 2.0.0\` into \`${CONTRACT}\` and its output port\n`);
  expect(markdown.stdout).not.toContain('.changeset');
});

it('says which changeset to add where changesets are in use', async () => {
  write(root, { [CONTRACT]: contract('1.0.0', `${COLUMNS[0]}; ${COLUMNS[2]}`), '.changeset/config.json': '{}' });
  const { contracts } = await diff();
  expect(contracts).toMatchObject([
    {
      remedy: {
        version: 'version: 2.0.0',
        changeset: {
          file: '.changeset/shop-gold-totals-major.md',
          content: '---\n"@acme/shop": major\n---\n\nshop.gold.totals: column removed: schema.totals.total.\n',
        },
      },
    },
  ]);
  const { stderr } = await runCli(['contract', 'diff'], { cwd: root });
  expect(stderr).toContain(
    'its output port, and add .changeset/shop-gold-totals-major.md with:\n---\n"@acme/shop": major',
  );
  const markdown = await runCli(['contract', 'diff', '--format', 'markdown'], { cwd: root });
  expect(markdown.stdout).toContain('and its output port, and add `.changeset/shop-gold-totals-major.md` with');
});

it('says that nobody reads a column; removing it is breaking all the same', async () => {
  write(root, { [CONTRACT]: contract('1.0.0', `${COLUMNS[0]}; ${COLUMNS[1]}`) });
  const { exit, stdout } = await runCli(['contract', 'diff'], { cwd: root });
  expect({ exit, stdout }).toEqual({
    exit: 1,
    stdout: expect.stringContaining('schema.totals.unread: was string\n    nobody in this workspace reads it'),
  });
});

it('counts SQL that cannot be traced as reading the column', async () => {
  write(root, { 'domains/money/gold/strange/pipeline.json': job('SELECT rowid AS r FROM shop.gold.totals') });
  commit(root, 'more');
  write(root, { [CONTRACT]: contract('1.0.0', `${COLUMNS[0]}; ${COLUMNS[1]}`) });
  expect((await diff()).changes).toMatchObject([
    { path: 'schema.totals.unread', consumers: [{ dataset: 'money.gold.strange', named: false }] },
  ]);
});

it('is green with a major version, also where SQL and readers change with it', async () => {
  write(root, {
    [CONTRACT]: contract('2.0.0', `${COLUMNS[0]}; ${COLUMNS[2]}`),
    'domains/shop/data-product.odps.yaml': product('shop', ports('2.0.0')),
    'domains/shop/gold/totals/pipeline.json': job("SELECT DATE '2026-01-01' AS day, 'x' AS unread"),
    'domains/money/gold/books/books.sql': 'SELECT day FROM shop.gold.totals',
  });
  expect(await diff()).toMatchObject({
    exit: 0,
    contracts: [{ from: '1.0.0', to: '2.0.0', bump: 'major', ok: true }],
    issues: [],
  });
});

it('asks with a question where a column may only have a new name', async () => {
  write(root, {
    [CONTRACT]: contract('1.0.0', [COLUMNS[0], 'name: amount, physicalType: BIGINT', COLUMNS[2]].join('; ')),
  });
  expect((await diff()).changes).toMatchObject([
    { kind: 'column_removed', note: 'renamed? now amount' },
    { kind: 'column_added', note: 'renamed? was total', traced: false },
  ]);
});

it('warns where something is new and the version is not', async () => {
  write(root, { [CONTRACT]: contract('1.0.0', [...COLUMNS, 'name: more, physicalType: DATE'].join('; ')) });
  expect(await diff()).toMatchObject({
    exit: 0,
    changes: [{ kind: 'column_added', level: 'compatible', producer: 'breaking' }],
    issues: [{ severity: 'warning', hint: 'Raise it by a minor version.' }],
  });
});

it('asks for no other version where a contract is new', async () => {
  rmSync(join(root, CONTRACT));
  write(root, {
    'domains/shop/data-product.odps.yaml': product('shop', 'outputPorts: [{ name: totals, version: 1.0.0 }]\n'),
  });
  commit(root, 'more');
  write(root, {
    [CONTRACT]: contract('1.0.0', COLUMNS.join('; ')),
    'domains/shop/data-product.odps.yaml': product('shop', ports('1.0.0')),
  });
  expect(await diff()).toMatchObject({
    exit: 0,
    changes: [{ kind: 'contract_added', level: 'compatible', producer: 'breaking' }],
    contracts: [{ ok: true, required: 'none' }],
    issues: [],
  });
});

it('sees a contract that git does not know yet', async () => {
  write(root, {
    'domains/money/gold/books/contract.odcs.yaml': contract('1.0.0', 'name: day, physicalType: DATE').replaceAll(
      'totals',
      'books',
    ),
  });
  expect((await diff()).changes).toMatchObject([{ dataset: 'money.gold.books', kind: 'contract_added' }]);
});

it('calls the first contract of a dataset that was there before a new contract', async () => {
  write(root, { 'domains/shop/silver/days/pipeline.json': job('SELECT 1 AS a') });
  commit(root, 'more');
  const days = contract('1.0.0', 'name: a, physicalType: INTEGER').replaceAll('totals', 'days');
  write(root, { 'domains/shop/silver/days/contract.odcs.yaml': days.replaceAll('gold', 'silver') });
  expect(await diff()).toMatchObject({
    exit: 0,
    changes: [{ dataset: 'shop.silver.days', kind: 'contract_added', level: 'compatible' }],
    contracts: [{ ok: true, required: 'none' }],
  });
  const later = contract('1.0.0', 'name: a, physicalType: INTEGER').replaceAll('totals', 'hours');
  write(root, {
    'domains/shop/silver/hours/pipeline.json': job('SELECT 1 AS a'),
    'domains/shop/silver/hours/contract.odcs.yaml': later,
  });
  const { changes } = await diff();
  expect(changes.map(({ dataset, kind }) => [dataset, kind])).toEqual([
    ['shop.silver.days', 'contract_added'],
    ['shop.silver.hours', 'dataset_added'],
  ]);
});

it('finds the reader whose SQL lay in the folder of a dataset that is as it was', async () => {
  write(root, {
    'domains/money/gold/books/pipeline.json': JSON.stringify({
      execution: [{ type: 'TransformSQL', sql_file_location: '../notes/shared.sql' }],
    }),
    'domains/money/gold/notes/pipeline.json': job('SELECT 1 AS a'),
    'domains/money/gold/notes/shared.sql': 'SELECT total FROM shop.gold.totals',
  });
  commit(root, 'more');
  rmSync(join(root, 'domains/money/gold/books'), { recursive: true });
  write(root, { [CONTRACT]: contract('1.0.0', `${COLUMNS[0]}; ${COLUMNS[2]}`) });
  const { changes } = await diff();
  expect(changes.find(({ path }) => path === 'schema.totals.total')).toMatchObject({
    consumers: [{ dataset: 'money.gold.books', file: 'domains/money/gold/notes/shared.sql', line: 1, column: 8 }],
  });
});

it('a port that goes breaks', async () => {
  write(root, {
    'domains/shop/data-product.odps.yaml': product('shop', 'outputPorts:\n  - { name: other, version: 1.0.0 }\n'),
    'domains/shop/gold/other/pipeline.json': job('SELECT 1 AS a'),
  });
  const { exit, changes } = await diff();
  expect(exit).toBe(1);
  expect(changes.map(({ dataset, kind, level }) => [dataset, kind, level])).toEqual([
    ['shop.gold.other', 'dataset_added', 'compatible'],
    ['shop.gold.totals', 'port_removed', 'breaking'],
  ]);
});

it('an error that the branch brings into a contract is told with the changes, one that was there is not', async () => {
  const broken = (value: string, more = ''): string =>
    `${contract('1.0.0', COLUMNS.join('; '))}    customProperties: [{ property: onBrokenRow, value: ${value} }]\n${more}`;
  write(root, { [CONTRACT]: broken('explode') });
  const brought = { code: 'CONFIG_INVALID', severity: 'error', file: CONTRACT, line: 12 };
  expect(await diff()).toMatchObject({ exit: 2, issues: [brought] });
  commit(root, 'broken base');
  write(root, { [CONTRACT]: broken('explode', '    description: Totals.\n') });
  expect((await diff()).issues).not.toContainEqual(expect.objectContaining({ severity: 'error' }));
  const other = 'domains/money/gold/books/contract.odcs.yaml';
  write(root, { [other]: broken('explode').replaceAll('totals', 'books') });
  expect((await diff()).issues).toContainEqual(expect.objectContaining({ severity: 'error', file: other, line: 12 }));
});

it('a version that goes down is red in words, even where nothing else changed', async () => {
  write(root, {
    [CONTRACT]: contract('0.9.0', COLUMNS.join('; ')),
    'domains/shop/data-product.odps.yaml': product('shop', ports('0.9.0')),
  });
  expect(await diff()).toMatchObject({
    exit: 1,
    changes: [{ kind: 'version_changed', level: 'breaking', consumers: [{ line: 1 }, { line: 2 }] }],
    contracts: [{ ok: false, required: 'none', bump: 'none', remedy: null }],
    issues: [
      {
        severity: 'error',
        message: 'shop.gold.totals: the version goes down, from 1.0.0 to 0.9.0; a version never does',
        hint: `Write \`version: 1.0.0\` back into ${CONTRACT} and its output port, or a higher one.`,
      },
    ],
  });
  const { stdout } = await runCli(['contract', 'diff'], { cwd: root });
  expect(stdout).toContain('shop.gold.totals  1.0.0 → 0.9.0  its version goes down\n');
  expect(stdout).toContain('1 breaking; 1 with a lower version.');
  const markdown = await runCli(['contract', 'diff', '--format', 'markdown'], { cwd: root });
  expect(markdown.stdout).toContain(
    `- [ ] The version of \`shop.gold.totals\` goes down. Write \`version: 1.0.0\` back into \`${CONTRACT}\``,
  );
  expect(markdown.stdout).toContain('❌ its version goes down');
});

it('a changeset that was there before does not cover a new removal', async () => {
  const changeset = { '.changeset/old.md': '---\n"@acme/shop": major\n---\n\nEarlier.\n' };
  write(root, changeset);
  commit(root, 'more');
  rmSync(join(root, CONTRACT));
  expect((await diff()).exit).toBe(1);
  write(root, { '.changeset/new.md': '---\n"@acme/other": patch\n\'@acme/shop\': major\n---\n\nNow.\n' });
  expect((await diff()).exit).toBe(0);
});

it('leaves nothing behind, and needs a repository', async () => {
  const folders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('mesh-base-'));
  const before = folders();
  await diff();
  expect(folders().filter((name) => !before.includes(name))).toEqual([]);
  rmSync(join(dirname(root), '.git'), { recursive: true });
  const { exit, stderr } = await runCli(['contract', 'diff'], { cwd: root });
  expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining('is in no git repository') });
});
