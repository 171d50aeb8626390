import { join } from 'node:path';
import type { Billing, Invoice } from '../billing';
import { isoDate, monthOf, writtenDate } from '../calendar';
import { randomFor } from '../random';
import { Tally } from '../truth';
import type { DatasetTruth } from '../truth';
import type { World } from '../world';
import { LineWriter, money } from '../writer';

const HEADER =
  'invoice_no,transaction_id,customer_id,region,issued_on,due_on,currency,net_amount,tax_rate,booking_rate,status';

const MISFITS = [
  ['text_in_net_amount', 0.003],
  ['too_few_columns', 0.002],
  ['unreadable_due_date', 0.002],
] as const;
/** `revenue` leaves these out. */
const RULE_BREAKS = [
  ['missing_net_amount', 0.002],
  ['unreadable_issue_date', 0.002],
] as const;
const ODDITIES = [
  ['repeated_row', 0.006],
  ['missing_region', 0.003],
  ['orphan_transaction', 0.003],
] as const;

type Fault = (typeof MISFITS | typeof RULE_BREAKS | typeof ODDITIES)[number][0];

export interface InvoicesTruth {
  raw: DatasetTruth;
  revenue: DatasetTruth;
}

/** One CSV file a quarter; the second quarter has Windows line ends. */
export function writeInvoices(world: World, billing: Billing, folder: string): InvoicesTruth {
  const random = randomFor(world.seed, 'invoices');
  const [raw, revenue] = [new Tally(), new Tally()];
  const files = [1, 2, 3, 4].map(
    (quarter) =>
      new LineWriter(join(folder, `invoices-2026-q${quarter}.csv`), { newline: quarter === 2 ? '\r\n' : '\n' }),
  );
  for (const file of files) file.line(HEADER);
  for (let row = 0; row < billing.count; row++) {
    const invoice = billing.at(row);
    const fault = random.at(row).kind<Fault>([...MISFITS, ...RULE_BREAKS, ...ODDITIES]);
    const cells = cellsOf(invoice);
    if (fault) spoil(cells, fault);
    const file = files[Math.min(3, Math.floor(monthOf(invoice.issuedDay) / 3))];
    file?.line(cells.join(','));
    if (isOneOf(MISFITS, fault)) {
      raw.bad(fault);
      continue;
    }
    raw.good(fault === 'repeated_row' ? undefined : fault);
    if (fault === 'repeated_row') {
      file?.line(cells.join(','));
      raw.good(fault);
    }
    if (isOneOf(RULE_BREAKS, fault)) revenue.bad(fault);
    else if (invoice.status === 'cancelled') revenue.note('cancelled');
    else revenue.good();
  }
  for (const file of files) file.close();
  return { raw: raw.truth(), revenue: revenue.truth() };
}

function cellsOf(invoice: Invoice): string[] {
  const style =
    invoice.region === 'France' || invoice.region === 'Iberia'
      ? 'slashes'
      : invoice.region === 'UK & Ireland'
        ? 'words'
        : 'iso';
  return [
    invoice.number,
    String(invoice.transaction),
    invoice.customer,
    invoice.region,
    writtenDate(invoice.issuedDay, style),
    isoDate(invoice.dueDay),
    invoice.currency,
    money(invoice.netCents),
    (invoice.taxRate / 100).toFixed(2),
    invoice.bookingRate,
    invoice.status,
  ];
}

function spoil(cells: string[], fault: Fault): void {
  if (fault === 'text_in_net_amount') cells[7] = 'see order';
  if (fault === 'too_few_columns') cells.length = 6;
  if (fault === 'unreadable_due_date') cells[5] = '30 days net';
  if (fault === 'missing_net_amount') cells[7] = '';
  if (fault === 'unreadable_issue_date') cells[4] = '2026-02-30';
  if (fault === 'missing_region') cells[3] = '';
  if (fault === 'orphan_transaction') cells[1] = '999999999';
}

function isOneOf<K extends string>(list: readonly (readonly [K, number])[], fault: string | undefined): fault is K {
  return list.some(([name]) => name === fault);
}
