import { join } from 'node:path';
import { DAYS, MONTH_COUNT, isoDate, lastDayOf, monthName, monthOf, writtenDate } from '../calendar';
import type { DateStyle } from '../calendar';
import { REGIONS, type SalesChannel } from '../catalogue';
import { type Random, randomFor } from '../random';
import { type Sale, type Sales, customerId } from '../sales';
import { Tally } from '../truth';
import type { DatasetTruth } from '../truth';
import type { World } from '../world';
import { LineWriter, csvCell, money } from '../writer';

const HEADER =
  'transaction_id,sold_at,customer_id,sku,product_name,category,region,channel,quantity,unit_price,currency,campaign_code,exported_on';

const DATE_STYLE: Readonly<Record<SalesChannel, DateStyle>> = {
  web: 'iso',
  store: 'iso',
  partner: 'slashes',
  phone: 'words',
};

/** Rows that no reader can fit to the declared columns and types. */
const MISFITS = [
  ['text_in_quantity', 0.002],
  ['text_in_unit_price', 0.002],
  ['too_few_columns', 0.0015],
  ['too_many_columns', 0.001],
] as const;

/** Rows that read well and break a business rule: `cleaned_sales_transactions` refuses them. */
const RULE_BREAKS = [
  ['missing_unit_price', 0.002],
  ['negative_unit_price', 0.001],
  ['unreadable_date', 0.001],
  ['future_date', 0.001],
  ['unknown_currency', 0.001],
] as const;

/** Rows that stay. */
const ODDITIES = [
  ['repeated_row', 0.004],
  ['corrected_later', 0.002],
  ['missing_customer', 0.005],
  ['orphan_campaign', 0.002],
  ['trailing_spaces', 0.01],
] as const;

type Fault = (typeof MISFITS)[number][0] | (typeof RULE_BREAKS)[number][0] | (typeof ODDITIES)[number][0];

export interface SalesTransactionsTruth {
  raw: DatasetTruth;
  cleaned: DatasetTruth;
}

/** One CSV file a month; January begins with a byte order mark, May has Windows line ends. */
export function writeSalesTransactions(world: World, sales: Sales, folder: string): SalesTransactionsTruth {
  const random = randomFor(world.seed, 'sales_transactions');
  const [raw, cleaned] = [new Tally(), new Tally()];
  let corrections: string[] = [];
  let row = 0;
  for (let month = 0; month < MONTH_COUNT; month++) {
    const path = join(folder, `sales-transactions-${monthName(month)}.csv`);
    const file = new LineWriter(path, { byteOrderMark: month === 0, newline: month === 4 ? '\r\n' : '\n' });
    file.line(HEADER);
    for (const line of corrections) {
      file.line(line);
      raw.good('correction');
    }
    corrections = [];
    for (; row < world.transactions; row++) {
      const sale = sales.at(row);
      if (monthOf(sale.day) > month) break;
      const fault = random.at(row).kind<Fault>([...MISFITS, ...RULE_BREAKS, ...ODDITIES]);
      const late = fault === 'corrected_later' && month + 1 >= MONTH_COUNT ? undefined : fault;
      write(file, sale, late, random, { raw, cleaned }, corrections);
    }
    file.close();
  }
  return { raw: raw.truth(), cleaned: cleaned.truth() };
}

function write(
  file: LineWriter,
  sale: Sale,
  fault: Fault | undefined,
  random: Random,
  tally: { raw: Tally; cleaned: Tally },
  corrections: string[],
): void {
  const exported = isoDate(lastDayOf(monthOf(sale.day)));
  const cells = cellsOf(sale, exported);
  if (fault && isOneOf(MISFITS, fault)) {
    spoilShape(cells, fault, random);
    file.line(cells.join(','));
    tally.raw.bad(fault);
    return;
  }
  if (fault) spoilValue(cells, fault, sale, random);
  const line = cells.join(',');
  file.line(line);
  tally.raw.good(fault === 'repeated_row' ? undefined : fault);
  if (fault && isOneOf(RULE_BREAKS, fault)) {
    tally.cleaned.bad(fault);
    return;
  }
  tally.cleaned.good(fault === 'missing_customer' || fault === 'orphan_campaign' ? fault : undefined);
  if (fault === 'repeated_row') {
    file.line(line);
    tally.raw.good('repeated_row');
  }
  if (fault === 'corrected_later') {
    const corrected = { ...sale, quantity: sale.quantity + 1 };
    corrections.push(cellsOf(corrected, isoDate(lastDayOf(monthOf(sale.day) + 1))).join(','));
  }
}

function cellsOf(sale: Sale, exported: string): string[] {
  return [
    String(sale.id),
    writtenDate(sale.day, DATE_STYLE[sale.channel]),
    customerId(sale.customer),
    sale.product.sku,
    csvCell(sale.product.name),
    sale.product.category,
    REGIONS[sale.region]?.name ?? '',
    sale.channel,
    String(sale.quantity),
    money(sale.unitPrice),
    sale.currency,
    sale.campaign?.code ?? '',
    exported,
  ];
}

function spoilShape(cells: string[], fault: (typeof MISFITS)[number][0], random: Random): void {
  if (fault === 'text_in_quantity') cells[8] = random.pick(['two', '3 pcs', 'a pair']);
  if (fault === 'text_in_unit_price') cells[9] = random.pick(['n/a', 'free', 'on request']);
  if (fault === 'too_few_columns') cells.length = random.between(4, 10);
  if (fault === 'too_many_columns') cells.push('checked', 'by phone');
}

function spoilValue(cells: string[], fault: Fault, sale: Sale, random: Random): void {
  if (fault === 'missing_unit_price') cells[9] = '';
  if (fault === 'negative_unit_price') cells[9] = money(-sale.unitPrice);
  if (fault === 'unreadable_date') cells[1] = random.pick(['31/02/2026', '2026-13-01', 'yesterday']);
  if (fault === 'future_date') cells[1] = isoDate(DAYS + random.between(70, 400));
  if (fault === 'unknown_currency') cells[10] = random.pick(['XXX', 'BTC', 'EURO']);
  if (fault === 'missing_customer') cells[2] = '';
  if (fault === 'orphan_campaign') cells[11] = 'CMP-2026-999';
  if (fault === 'trailing_spaces') {
    cells[6] += '  ';
    cells[7] += ' ';
  }
}

function isOneOf<K extends string>(list: readonly (readonly [K, number])[], fault: string): fault is K {
  return list.some(([name]) => name === fault);
}
