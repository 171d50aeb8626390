import { mesh, meshJson } from '../mesh-cli';
import { ShippedMesh } from './shipped-mesh';

const DATASET = 'sales.gold.aggregated_sales_data';
const FOLDER = 'domains/sales/gold/aggregated_sales_data';
const CONTRACT = `${FOLDER}/contract.odcs.yaml`;
const PRODUCT = 'domains/sales/data-product.odps.yaml';
const COLUMNS: Record<string, string> = {
  sales_month: 'DATE',
  region: 'VARCHAR',
  channel: 'VARCHAR',
  campaign_code: 'VARCHAR',
  orders: 'BIGINT',
  refunds: 'BIGINT',
  units: 'BIGINT',
  gross_eur: 'DECIMAL(18,2)',
  refunded_eur: 'DECIMAL(18,2)',
  net_eur: 'DECIMAL(18,2)',
};

interface Change {
  dataset: string | null;
  path: string;
  kind: string;
  level: string;
  traced: boolean;
  consumers: { domain: string; dataset: string; file: string; line: number; column: number; named: boolean }[];
}
interface Result {
  changes: Change[];
  contracts: {
    dataset: string | null;
    ok: boolean;
    remedy: { version?: string; changeset: { file: string; content: string } | null } | null;
  }[];
}

let shipped: ShippedMesh;
beforeAll(() => {
  shipped = new ShippedMesh();
  const columns = Object.entries(COLUMNS).map(
    ([name, type]) => `      - name: ${name}\n        physicalType: ${type}\n`,
  );
  shipped.write(
    CONTRACT,
    `apiVersion: v3.2.0\nkind: DataContract\nid: urn:gate:test\nversion: 1.0.0\nstatus: active\nschema:\n  - name: aggregated_sales_data\n    properties:\n${columns.join('')}`,
  );
  shipped.commit();
});
afterEach(() => shipped.restore());
afterAll(() => shipped.dispose());

async function diff(...args: string[]): Promise<{ exit: number; result: Result; hints: string }> {
  const { exit, result, issues } = await meshJson(shipped.root, ['contract', 'diff', '--base', 'HEAD', ...args]);
  return { exit, result: result as Result, hints: issues.map(({ hint }) => hint).join('\n') };
}

const dropColumn = (name: string): void => shipped.edit(CONTRACT, new RegExp(` {6}- name: ${name}\\n.*\\n`), '');

it('nothing changed: green, and nothing is said', async () => {
  expect(await diff()).toMatchObject({ exit: 0, result: { changes: [], contracts: [] } });
});

it('a column goes: red, with its readers by file, line and column; a major bump: green', async () => {
  dropColumn('net_eur');
  const red = await diff();
  expect(red.exit).toBe(1);
  const [change] = red.result.changes;
  expect(change).toMatchObject({ dataset: DATASET, kind: 'column_removed', level: 'breaking', traced: true });
  expect([...new Set(change?.consumers.map(({ dataset }) => dataset))]).toEqual(
    expect.arrayContaining(['marketing.gold.campaign_performance', 'sales.gold.sales_performance_reports']),
  );
  for (const { file, line, column, named } of change?.consumers ?? []) {
    if (named)
      expect(
        shipped
          .git('show', `HEAD:${file}`)
          .split('\n')
          [line - 1]?.slice(column - 1),
      ).toMatch(/^(?:\w+\.)?net_eur/);
  }
  expect(change?.consumers.filter(({ named }) => named).length).toBeGreaterThan(0);
  expect(red.result.contracts[0]?.remedy).toMatchObject({
    version: 'version: 2.0.0',
    changeset: { content: expect.stringContaining('"@mu-mesh/sales": major') },
  });
  expect(red.hints).toContain('version: 2.0.0');
  shipped.edit(CONTRACT, 'version: 1.0.0', 'version: 1.1.0');
  expect((await diff()).exit).toBe(1);
  shipped.edit(CONTRACT, 'version: 1.1.0', 'version: 2.0.0');
  const { file, content } = red.result.contracts[0]?.remedy?.changeset ?? { file: '', content: '' };
  shipped.write(file, content);
  const green = await diff();
  expect(green).toMatchObject({ exit: 0, result: { contracts: [{ ok: true, remedy: null }] } });
});

it('a column that nobody reads is said to be so, and is breaking all the same', async () => {
  dropColumn('refunds');
  const { stdout, exit } = await mesh(shipped.root, ['contract', 'diff', '--base', 'HEAD']);
  const { result } = await diff();
  const unread = result.changes[0]?.consumers.length === 0;
  expect({ exit, level: result.changes[0]?.level }).toEqual({ exit: 1, level: 'breaking' });
  expect(stdout.includes('nobody in this workspace reads it')).toBe(unread);
});

it('a narrower type is red, a wider one is green', async () => {
  shipped.edit(CONTRACT, /name: units\n {8}physicalType: BIGINT/, 'name: units\n        physicalType: INTEGER');
  expect(await diff()).toMatchObject({ exit: 1, result: { changes: [{ kind: 'type_narrowed', level: 'breaking' }] } });
  shipped.restore();
  shipped.edit(
    CONTRACT,
    /name: net_eur\n {8}physicalType: DECIMAL\(18,2\)/,
    'name: net_eur\n        physicalType: DECIMAL(20,2)',
  );
  expect(await diff()).toMatchObject({ exit: 0, result: { changes: [{ kind: 'type_widened', level: 'compatible' }] } });
});

it('a deleted contract counts, until a changeset releases the package as major', async () => {
  shipped.remove(CONTRACT);
  const red = await diff();
  expect(red).toMatchObject({ exit: 1, result: { changes: [{ kind: 'contract_removed', level: 'breaking' }] } });
  const { file, content } = red.result.contracts[0]?.remedy?.changeset ?? { file: '', content: '' };
  shipped.write(file, content);
  expect((await diff()).exit).toBe(0);
});

it('a deleted dataset and a deleted product count, with all who read them', async () => {
  shipped.remove(FOLDER);
  const dataset = await diff();
  expect(dataset).toMatchObject({ exit: 1 });
  expect(
    dataset.result.changes
      .find(({ kind }) => kind === 'dataset_removed')
      ?.consumers.map(({ dataset: reader }) => reader),
  ).toContain('marketing.gold.campaign_performance');
  shipped.restore();
  shipped.remove(PRODUCT);
  expect((await diff()).result.changes.map(({ kind }) => kind)).toContain('product_removed');
  expect((await diff()).exit).toBe(1);
  shipped.restore();
  shipped.remove('domains/sales');
  const domain = await diff();
  expect(domain.exit).toBe(1);
  expect(
    domain.result.changes
      .find(({ kind }) => kind === 'product_removed')
      ?.consumers.every(({ domain: reader }) => reader !== 'sales'),
  ).toBe(true);
});

it('compares with the merge base by default: what main did meanwhile is not this branch', async () => {
  shipped.git('checkout', '-q', '-b', 'feature');
  shipped.edit(CONTRACT, 'status: active', 'status: active\nname: feature');
  shipped.commit();
  shipped.git('checkout', '-q', 'main');
  dropColumn('net_eur');
  shipped.commit();
  shipped.git('checkout', '-q', 'feature');
  const { result } = await meshJson(shipped.root, ['contract', 'diff']);
  expect((result as Result).changes.map(({ kind }) => kind)).toEqual(['metadata_changed']);
  shipped.git('checkout', '-q', '-B', 'main', 'HEAD~1');
});

it.each(['nothing-of-that-name', '--output=/tmp/x', '-h; true'])('refuses the base %j', async (ref) => {
  expect((await mesh(shipped.root, ['contract', 'diff', `--base=${ref}`])).exit).toBe(2);
});

it('a contract that cannot be read is no deleted one', async () => {
  shipped.write(CONTRACT, 'apiVersion: [');
  expect((await mesh(shipped.root, ['contract', 'diff', '--base', 'HEAD'])).exit).toBe(2);
});
