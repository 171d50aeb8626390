import { runCli, temporaryFolder } from './testing/cli';
import { write } from './testing/repository';
import { checkedEnvelope } from './testing/schemas';

const RAW = {
  type: 'IngestCSV',
  file_location: 'data/*.csv',
  schema: { id: 'BIGINT', mail: 'VARCHAR' },
  additional_attributes: { header: true },
};
const READ = { type: 'TransformSQL', name: 'read', sql: 'SELECT * FROM shop.raw.leads' };
const LAST = { type: 'TransformSQL', name: 'last', sql: 'SELECT id, mail FROM input' };

/** The errors that `validate` says of a silver dataset of these commands, beside a raw one without a fault. */
async function messages(...execution: object[]): Promise<string[]> {
  const root = temporaryFolder();
  const files: Record<string, string> = {
    'global-properties.json': '{}',
    'domains/shop/data-product.odps.yaml':
      'apiVersion: v1.0.0\nkind: DataProduct\nid: shop\nname: shop\nstatus: active\nteam: { members: [{ username: a@example.org, role: owner }] }\n',
    'domains/shop/raw/leads/pipeline.json': JSON.stringify({ execution: [RAW] }),
    'domains/shop/raw/leads/data/1.csv': 'id,mail\n1,a\n',
    'domains/shop/silver/leads/pipeline.json': JSON.stringify({ execution }),
    'domains/shop/silver/leads/there.sql': 'SELECT id FROM input',
  };
  write(root, files);
  const { stdout } = await runCli(['validate', '--json'], { cwd: root });
  const errors = checkedEnvelope(stdout, 'validate').issues.filter(({ severity }) => severity === 'error');
  return errors.map(({ message, hint }) => `${String(message)} | ${String(hint ?? '')}`);
}

test('commands without a fault have no findings', async () => {
  expect(await messages(READ, LAST)).toEqual([]);
});

describe('a command that cannot be read is the only finding of its job', () => {
  test('a missing SQL file, the next step reads input', async () => {
    expect(await messages({ type: 'TransformSQL', sql_file_location: 'ther.sql' }, LAST)).toEqual([
      'the SQL file "ther.sql" cannot be used: there is no such file | Did you mean "there.sql"?',
    ]);
  });

  test('an unknown command, later steps read it by name', async () => {
    const join = { type: 'TransformSQL', sql: 'SELECT b.id FROM broken b JOIN read r ON b.id = r.id' };
    expect(await messages(READ, { type: 'Transfrm', name: 'broken', sql: 'SELECT 1' }, LAST, join)).toEqual([
      'the command "Transfrm" is unknown | Did you mean "TransformSQL"?',
    ]);
  });

  test('what the next step reads is not taken for what the step before the broken one gives', async () => {
    const wide = { type: 'TransformSQL', name: 'wide', sql_file_location: 'gone.sql' };
    expect(await messages(READ, wide, { type: 'TransformSQL', sql: 'SELECT extra FROM input' })).toHaveLength(1);
  });

  test('a validation that cannot be read hands on its rows all the same', async () => {
    const check = { type: 'Validations', query_location: 'gone.sql' };
    const found = await messages(READ, check, { type: 'TransformSQL', sql: 'SELECT extra FROM input' });
    expect(found).toHaveLength(2);
    expect(found[1]).toBe('There is no column "extra" in input. | input has id, mail.');
  });
});

test('a name that no command has is still a finding', async () => {
  const found = await messages(
    { type: 'Transfrm', name: 'broken' },
    { type: 'TransformSQL', sql: 'SELECT 1 AS a FROM brokn' },
  );
  expect(found).toHaveLength(2);
  expect(found[1]).toContain('`brokn` is no earlier step');
});
