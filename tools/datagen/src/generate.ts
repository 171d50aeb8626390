import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Billing } from './billing';
import { writeCampaigns } from './datasets/campaigns';
import { writeCustomerEngagement } from './datasets/customer-engagement';
import { writeInvoices } from './datasets/invoices';
import { writePayments } from './datasets/payments';
import { writeSalesLeads } from './datasets/sales-leads';
import { writeSalesTransactions } from './datasets/sales-transactions';
import { writeWebsiteTraffic } from './datasets/website-traffic';
import { Sales } from './sales';
import type { Truth } from './truth';
import { World } from './world';

/** The committed data: this many transactions from this seed. */
export const DEFAULT_TRANSACTIONS = 20_000;
export const DEFAULT_SEED = 7;

export interface GenerateOptions {
  /** Rows of sales before duplicates; all other datasets follow. 20,000 by default. */
  transactions?: number;
  /** Same seed and size: same bytes (same rows for Parquet). */
  seed?: number;
  /** Folder that gets `<domain>/raw/<dataset>/data/…`; files of the same names are replaced. */
  out: string;
  /** File for the counts; none where it is not given. */
  truth?: string;
}

/** Writes the source data of all three domains and returns what is true of it. */
export async function generate(options: GenerateOptions): Promise<Truth> {
  const transactions = options.transactions ?? DEFAULT_TRANSACTIONS;
  const seed = options.seed ?? DEFAULT_SEED;
  const world = new World(transactions, seed);
  const sales = new Sales(world);
  const billing = new Billing(world, sales);
  const folder = (domain: string, dataset: string) => join(options.out, domain, 'raw', dataset, 'data');

  const sold = writeSalesTransactions(world, sales, folder('sales', 'sales_transactions'));
  const leads = writeSalesLeads(world, folder('sales', 'sales_leads'));
  const invoiced = writeInvoices(world, billing, folder('finance', 'invoices'));
  const truth: Truth = {
    seed,
    transactions,
    datasets: {
      'sales.raw.sales_transactions': sold.raw,
      'sales.raw.sales_leads': leads.raw,
      'sales.silver.cleaned_sales_transactions': sold.cleaned,
      'sales.silver.enriched_sales_leads': leads.enriched,
      'marketing.raw.campaigns': writeCampaigns(world, folder('marketing', 'campaigns')),
      'marketing.raw.website_traffic': writeWebsiteTraffic(world, folder('marketing', 'website_traffic')),
      'marketing.raw.customer_engagement': writeCustomerEngagement(world, folder('marketing', 'customer_engagement')),
      'finance.raw.invoices': invoiced.raw,
      'finance.raw.payments': await writePayments(world, billing, folder('finance', 'payments')),
      'finance.silver.revenue': invoiced.revenue,
    },
  };
  if (options.truth !== undefined) {
    mkdirSync(dirname(options.truth), { recursive: true });
    writeFileSync(options.truth, `${JSON.stringify(truth, null, 2)}\n`);
  }
  return truth;
}
