import { BOOKING_RATE, REGIONS } from './catalogue';
import type { Currency } from './catalogue';
import { type Random, randomFor } from './random';
import { type Sales, customerId } from './sales';
import type { World } from './world';

export interface Invoice {
  number: string;
  transaction: number;
  customer: string;
  region: string;
  issuedDay: number;
  dueDay: number;
  currency: Currency;
  netCents: number;
  /** Per cent. */
  taxRate: number;
  bookingRate: string;
  status: 'issued' | 'cancelled' | 'credit';
}

const TAX: Readonly<Record<string, number>> = {
  DACH: 19,
  Benelux: 21,
  France: 20,
  Iberia: 21,
  Nordics: 25,
  'UK & Ireland': 20,
};

/** Invoices by row number, each for one sale. */
export class Billing {
  readonly count: number;
  private readonly random: Random;

  constructor(
    private readonly world: World,
    private readonly sales: Sales,
  ) {
    this.count = Math.ceil(world.transactions / world.invoiceEvery);
    this.random = randomFor(world.seed, 'billing');
  }

  at(row: number): Invoice {
    const sale = this.sales.at(row * this.world.invoiceEvery);
    const random = this.random.at(row);
    const region = REGIONS[sale.region]?.name ?? '';
    const issuedDay = sale.day + random.between(0, 4);
    return {
      number: `INV-2026-${String(row + 1).padStart(6, '0')}`,
      transaction: sale.id,
      customer: customerId(sale.customer),
      region,
      issuedDay,
      dueDay: issuedDay + random.pick([14, 30, 30, 60]),
      currency: sale.currency,
      netCents: sale.quantity * sale.unitPrice,
      taxRate: TAX[region] ?? 20,
      bookingRate: BOOKING_RATE[sale.currency],
      status: sale.refund ? 'credit' : random.chance(0.015) ? 'cancelled' : 'issued',
    };
  }
}

export function grossCents(invoice: Invoice): number {
  return Math.round((invoice.netCents * (100 + invoice.taxRate)) / 100);
}
