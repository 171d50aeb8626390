import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { impactOf, traceMesh, type MeshLineage } from '@mu-mesh/core';
import { Scratch, pipeline } from '../run/scratch';

const ROOT = resolve(__dirname, '../../../..');

describe('the shipped mesh', () => {
  let folder: string;
  let shipped: MeshLineage;
  /** With a source that declares no columns, before and after its first run. */
  let unrun: MeshLineage;
  let lineage: MeshLineage;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mesh-lineage-'));
    cpSync(join(ROOT, 'domains'), join(folder, 'domains'), { recursive: true });
    cpSync(join(ROOT, 'global-properties.json'), join(folder, 'global-properties.json'));
    const scratch = new Scratch({}, folder);
    shipped = await scratch.withContext({}, (context) => traceMesh(context));
    const payments = { type: 'IngestParquet', file_location: 'data/payments-*.parquet' };
    scratch.write('domains/finance/raw/payments/pipeline.json', pipeline([payments]));
    for (const dataset of ['raw/payments', 'gold/revenue_report'])
      rmSync(join(folder, 'domains/finance', dataset, 'contract.odcs.yaml'));
    unrun = await scratch.withContext({}, (context) => traceMesh(context));
    await scratch.run(['finance.raw.payments']);
    lineage = await scratch.withContext({}, (context) => traceMesh(context));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const untraced = (mesh: MeshLineage): string[] =>
    [...mesh.datasets.values()]
      .filter((dataset) => dataset.untraced ?? dataset.columns.find((column) => column.untraced))
      .map(({ address }) => address);

  it('is traced whole; a source that declares no columns, once it was read', () => {
    expect(untraced(shipped)).toEqual([]);
    expect(lineage.datasets.size).toBeGreaterThan(10);
    expect(untraced(lineage)).toEqual([]);
    expect(untraced(unrun)).toEqual(['finance.raw.payments', 'finance.silver.revenue', 'finance.gold.revenue_report']);
  });

  it('counts what is not traced yet among the readers', () => {
    const readers = impactOf(unrun, ['sales.gold.aggregated_sales_data.net_eur']);
    const finance = readers.find(({ address }) => address === 'finance.gold.revenue_report');
    expect(finance).toEqual(
      expect.objectContaining({ columns: [], untraced: expect.stringContaining('before its first run') as string }),
    );
    expect(finance?.readings.every(({ column }) => column === undefined)).toBe(true);
  });

  it('leads from every gold column of a source back to a file, through datasets that it reads', () => {
    for (const dataset of lineage.datasets.values()) {
      for (const column of dataset.columns) {
        const origins = [...column.direct, ...column.indirect].map((origin) => origin.column);
        expect(origins.length).toBeGreaterThan(0);
        for (const origin of origins)
          expect(origin.includes('#') || dataset.reads.some((read) => origin.startsWith(`${read}.`))).toBe(true);
        expect(
          lineage
            .upstream([column.id], Infinity)
            .flatMap(({ direct }) => direct)
            .some((origin) => origin.column.includes('/data/')),
        ).toBe(true);
      }
    }
  });

  it('says where columns are read: the text at each place names something', () => {
    for (const { readings } of lineage.datasets.values()) {
      for (const { position } of readings) {
        const line = readFileSync(position.file, 'utf8').split('\n')[position.line - 1] ?? '';
        const word = /^[\w.]+/.exec(line.slice(position.column - 1))?.[0].toLowerCase() ?? '';
        expect(word).not.toBe('');
      }
    }
  });

  it('names the readers of a raw column in three domains', () => {
    const impacted = impactOf(lineage, ['sales.raw.sales_transactions.quantity']);
    expect(impacted.map(({ address, distance }) => [address, distance])).toEqual([
      ['sales.silver.cleaned_sales_transactions', 1],
      ['sales.gold.aggregated_sales_data', 2],
      ['sales.gold.sales_performance_reports', 2],
      ['sales.silver.enriched_sales_leads', 2],
      ['finance.gold.revenue_report', 3],
      ['marketing.gold.campaign_performance', 3],
      ['marketing.gold.campaign_performance_v2', 3],
      ['finance.gold.marketing_accruals', 4],
    ]);
    expect(impacted.every(({ readings }) => readings.length > 0)).toBe(true);
  });
});
