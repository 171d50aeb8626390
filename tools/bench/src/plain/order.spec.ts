import { resolve } from 'node:path';
import { connectors } from '@mu-mesh/connectors';
import { loadWorkspace } from '@mu-mesh/core';
import { inOrder, withDescendants } from './order';

const workspace = loadWorkspace({ root: resolve(__dirname, '../../../..'), connectors });

describe('order', () => {
  it('puts every dataset after those that it reads', () => {
    const ordered = inOrder(workspace);
    const place = (address: string) => ordered.findIndex(({ dataset }) => dataset.id === address);
    expect(ordered).toHaveLength(workspace.domains.reduce((sum, { datasets }) => sum + datasets.length, 0));
    for (const { dataset, reads } of ordered)
      for (const read of reads) expect(place(read)).toBeLessThan(place(dataset.id));
    expect(ordered.find(({ dataset }) => dataset.id === 'finance.gold.revenue_report')?.reads).toEqual([
      'finance.silver.revenue',
      'marketing.gold.campaign_performance',
      'sales.gold.aggregated_sales_data',
    ]);
  });

  it('finds what is made from a dataset, across domains', () => {
    expect(withDescendants(workspace, 'sales.gold.aggregated_sales_data')).toEqual([
      'finance.gold.marketing_accruals',
      'finance.gold.revenue_report',
      'marketing.gold.campaign_performance',
      'marketing.gold.campaign_performance_v2',
      'sales.gold.aggregated_sales_data',
      'sales.gold.sales_performance_reports',
    ]);
  });
});
