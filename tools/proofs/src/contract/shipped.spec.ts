import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { connectors } from '@mu-mesh/connectors';
import { contractSchema, loadWorkspace, type Workspace } from '@mu-mesh/core';
import { meshJson } from '../mesh-cli';

jest.setTimeout(120_000);
const ROOT = resolve(__dirname, '../../../..');

interface Truth {
  datasets: Record<string, { rows: { out: number; quarantined: number }; refused: Record<string, number> }>;
}
interface Ran {
  datasets: { address: string; status: string; rows: { in: number; out: number; quarantined: number } }[];
}
interface Checks {
  versions: { checks: { name: string; status: string; rows: number }[] }[];
}

describe('the shipped mesh', () => {
  const root = mkdtempSync(join(tmpdir(), 'mesh-shipped-'));
  let workspace: Workspace;
  let ran: Ran;
  beforeAll(async () => {
    for (const name of ['domains', 'global-properties.json'])
      cpSync(join(ROOT, name), join(root, name), {
        recursive: true,
        filter: (path) => basename(path) !== 'node_modules',
      });
    workspace = loadWorkspace({ root, connectors });
    const document = await meshJson(root, ['run']);
    expect(document.exit).toBe(0);
    ran = document.result as Ran;
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const datasets = () => workspace.domains.flatMap((domain) => domain.datasets);
  const checks = async (address: string) =>
    ((await meshJson(root, ['checks', address])).result as Checks).versions[0]?.checks ?? [];
  const broken = async (address: string) =>
    (await checks(address))
      .filter(({ status }) => status !== 'passed' && status !== 'unchecked')
      .map(({ name, rows }) => [address, name, rows]);

  it('lets through and refuses as many rows as the generator planted', () => {
    const truth = JSON.parse(readFileSync(join(ROOT, 'tools/datagen/truth.json'), 'utf8')) as Truth;
    const rows = Object.fromEntries(ran.datasets.map((one) => [one.address, one.rows]));
    for (const [address, { rows: planted }] of Object.entries(truth.datasets))
      expect([address, rows[address]]).toEqual([
        address,
        expect.objectContaining({ out: planted.out, quarantined: planted.quarantined }),
      ]);
  });

  it('gives the rows that the README shows', () => {
    const shown = readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(
      /^(\w+\.\w+\.\w+) +committed +0 +([\d,]+) +([\d,]+) +([\d,]+) /gm,
    );
    const told = [...shown].map(([, address, ...rows]) => [
      address,
      ...rows.map((row) => Number(row.replace(',', ''))),
    ]);
    const built = ran.datasets.map(({ address, rows }) => [address, rows.in, rows.out, rows.quarantined]);
    expect(built.sort()).toEqual(told.sort());
  });

  it('catches by its contracts what the README says, and nothing else', async () => {
    const shown = readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(
      /^\| (\w+\.\w+\.\w+) \| `(.*?)` \| (\d+) \|/gm,
    );
    const told = [...shown].map(([, address, name, rows]) => [address, name, Number(rows)]);
    const found = await Promise.all(datasets().map(({ id, contract }) => (contract ? broken(id) : [])));
    expect(told.length).toBeGreaterThan(5);
    expect(found.flat().sort()).toEqual(told.sort());
  });

  it('has a contract for every dataset that is published, with an owner, words for each column and rules', () => {
    const published = datasets().filter(({ address }) => address.layer === 'gold');
    expect(published.length).toBe(6);
    for (const { id, contract } of published) {
      const object = contract && contractSchema(contract);
      const columns = object?.properties ?? [];
      expect({
        id,
        purpose: contract?.description.purpose,
        owner: contract?.team.members.some(({ role }) => role === 'owner'),
        support: contract?.support.length,
        roles: contract?.roles.length,
        service: contract?.slaProperties.some(({ property }) => property === 'latency'),
        silent: columns.filter(({ description, classification }) => !description || !classification),
        keys: columns.some(({ primaryKey }) => primaryKey),
        rules: (object?.quality.length ?? 0) > 0,
      }).toEqual({
        id,
        purpose: expect.stringMatching(/\w/) as string,
        owner: true,
        support: 1,
        roles: 1,
        service: true,
        silent: [],
        keys: true,
        rules: true,
      });
    }
  });

  it('has pins between the domains, and warns of the deprecated version at who still takes it', async () => {
    const pins = workspace.domains.flatMap(({ name, inputPorts }) =>
      inputPorts.map((port) => `${name} ${port.name} ${port.version}`),
    );
    expect(pins.sort()).toEqual([
      'finance marketing.gold.campaign_performance ^1.0.0',
      'finance marketing.gold.campaign_performance_v2 ^2.0.0',
      'finance sales.gold.aggregated_sales_data ^1.0.0',
      'marketing sales.gold.aggregated_sales_data ^1.0.0',
    ]);
    const { exit, issues } = await meshJson(root, ['validate']);
    expect(exit).toBe(0);
    expect(issues.map(({ code, severity, message }) => `${severity} ${code} ${message}`)).toEqual([
      expect.stringMatching(/^warning SUNSET marketing\.gold\.campaign_performance is deprecated/),
      expect.stringMatching(/^warning SUNSET marketing\.gold\.campaign_performance is .*, and finance takes it$/),
    ]);
  });

  it.each([
    ['-sum(amount_eur)', 'sum(amount_eur)', 'net_is_gross_less_refunds'],
    ['GROUP BY ALL', "WHERE channel <> 'phone' GROUP BY ALL", 'nothing_lost'],
    ["coalesce(campaign_code, 'NO-CAMPAIGN')", 'campaign_code', 'required campaign_code'],
  ])('stops a mistake in the SQL before anyone sees it: %s → %s breaks %s', async (from, to, rule) => {
    const path = join(root, 'domains/sales/gold/aggregated_sales_data/aggregated.sql');
    const before = readFileSync(path, 'utf8');
    expect(before).toContain(from);
    try {
      writeFileSync(path, before.replace(from, to));
      const { exit, issues } = await meshJson(root, ['run', 'sales.gold.aggregated_sales_data']);
      expect(exit).toBe(1);
      expect(issues.map(({ code, message }) => `${code} ${message}`)).toContainEqual(
        expect.stringMatching(`^CONTRACT_BROKEN .*${rule}`),
      );
    } finally {
      writeFileSync(path, before);
    }
  });
});
