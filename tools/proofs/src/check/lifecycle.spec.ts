import { validate, type Issue } from '@mu-mesh/core';
import { quarantineList } from '@mu-mesh/cli';
import { Scratch, outcome, pipeline } from '../run/scratch';
import { contractFile, type Keys } from './contract-file';

const ORDERS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';
const SUNSET = { customProperties: [{ property: 'sunset', value: '2999-01-01' }] };

/** Two rows, of which one breaks the rule of its column, and a rule about the table that they break. */
function mesh(contract: Keys, select = 'SELECT unnest([1, -1])::INTEGER AS id', quality: Keys[] = []): Scratch {
  const id = { name: 'id', logicalType: 'integer', logicalTypeOptions: { minimum: 0 } };
  return new Scratch({
    [`${FOLDER}/pipeline.json`]: pipeline([{ type: 'TransformSQL', name: 'made', query: select }]),
    [`${FOLDER}/contract.odcs.yaml`]: contractFile('orders', [id], { quality }, contract),
  });
}

async function checks(scratch: Scratch): Promise<string[]> {
  const head = await scratch.withTable(ORDERS, (table) => table.head());
  return (head?.state?.head.checks ?? []).map(({ name, status, severity }) => `${name}: ${status} (${severity})`);
}

async function findings(scratch: Scratch): Promise<Pick<Issue, 'severity' | 'code'>[]> {
  const { issues } = await scratch.withContext({}, (context) => validate(context, { selectors: [], filesOnly: false }));
  return issues.map(({ severity, code }) => ({ severity, code }));
}

const ENOUGH = [{ name: 'enough', metric: 'rowCount', mustBeGreaterThan: 9 }];

let scratch: Scratch;
afterEach(() => scratch.dispose());

describe.each<[status: string, Keys]>([
  ['proposed', {}],
  ['draft', {}],
  ['retired', {}],
  ['active', { customProperties: [{ property: 'lifecycle', value: 'experimental' }] }],
])('a contract that is %s %j', (status, more) => {
  it('stops and diverts nothing: what breaks it is reported, and kept with the version', async () => {
    scratch = mesh({ status, ...more }, undefined, ENOUGH);
    const result = await scratch.run();
    expect(outcome(result, ORDERS)).toBe('committed 0|2|0|0');
    const word = status === 'active' ? 'experimental' : status;
    expect(result.datasets[0]?.issues).toMatchObject([
      {
        severity: 'warning',
        code: 'CONTRACT_BROKEN',
        message: `the contract is broken (not enforced: it is ${word}): \`minimum id\` must be at least 0, and 1 row breaks it`,
      },
      { severity: 'warning', message: expect.stringContaining('`enough` must be more than 9, and is 2') },
    ]);
    expect(await checks(scratch)).toEqual([
      'schema: passed (warn)',
      'minimum id: warned (warn)',
      'enough: warned (warn)',
    ]);
    expect((await scratch.withContext({}, (context) => quarantineList(context, ORDERS))).rows).toEqual([]);
  });

  it('lets other columns than its own through, with warnings', async () => {
    scratch = mesh({ status, ...more }, "SELECT 'x' AS id, 1 AS more");
    expect(await findings(scratch)).toEqual([
      { severity: 'warning', code: 'CONTRACT_COLUMNS' },
      { severity: 'warning', code: 'CONTRACT_COLUMNS' },
    ]);
    expect((await scratch.run()).datasets).toMatchObject([{ status: 'committed' }]);
    expect(await checks(scratch)).toContain('schema: warned (warn)');
  });
});

describe.each<[status: string, Keys]>([
  ['active', {}],
  ['deprecated', SUNSET],
])('a contract that is %s', (status, more) => {
  it('diverts rows and stops commits', async () => {
    scratch = mesh({ status, ...more });
    expect(outcome(await scratch.run(), ORDERS)).toBe('committed 0|1|1|0');
    await scratch.dispose();
    scratch = mesh({ status, ...more }, undefined, ENOUGH);
    expect(outcome(await scratch.run(), ORDERS)).toBe('failed 0|0|0|0');
  });

  it('refuses other columns than its own', async () => {
    scratch = mesh({ status, ...more }, "SELECT 'x' AS id, 1 AS more");
    expect(await findings(scratch)).toContainEqual({ severity: 'error', code: 'CONTRACT_COLUMNS' });
  });
});

it('a rule of a draft that does not run is told, and the others are checked', async () => {
  scratch = mesh({ status: 'draft' }, undefined, [
    { name: 'odd', type: 'sql', query: 'SELECT nothing FROM orders', mustBe: 0 },
    ...ENOUGH,
  ]);
  const result = await scratch.run();
  expect(outcome(result, ORDERS)).toBe('committed 0|2|0|0');
  expect(result.datasets[0]?.issues).toContainEqual(
    expect.objectContaining({ severity: 'warning', code: 'SQL_BIND', message: expect.stringContaining('odd') }),
  );
  expect(await checks(scratch)).toEqual(expect.arrayContaining(['enough: warned (warn)', 'odd: unchecked (warn)']));
});

it('that a draft becomes active is a reason to run: from then on its rules hold', async () => {
  scratch = mesh({ status: 'draft' });
  await scratch.run();
  const id = { name: 'id', logicalType: 'integer', logicalTypeOptions: { minimum: 0 } };
  scratch.write(`${FOLDER}/contract.odcs.yaml`, contractFile('orders', [id]));
  expect(await scratch.plan()).toEqual([`${ORDERS} run: contract changed`]);
  expect(outcome(await scratch.run(), ORDERS)).toBe('committed 0|1|1|0');
});
