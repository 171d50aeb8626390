import type { Currency, Product, SalesChannel } from './catalogue';
import { PRICE_FACTOR, PRODUCTS, REGIONS } from './catalogue';
import { type Random, randomFor } from './random';
import type { Campaign, World } from './world';

/** What happened, before anyone writes it down. */
export interface Sale {
  id: number;
  day: number;
  customer: number;
  product: Product;
  region: number;
  quantity: number;
  /** In hundredths of the currency. */
  unitPrice: number;
  currency: Currency;
  channel: SalesChannel;
  refund: boolean;
  campaign: Campaign | undefined;
}

export const FIRST_TRANSACTION = 100_001;
const EUROS: readonly Currency[] = ['EUR'];

/** The sales of a world by row number: each can be worked out alone, so invoices agree with transactions. */
export class Sales {
  private readonly random: Random;

  constructor(private readonly world: World) {
    this.random = randomFor(world.seed, 'sales');
  }

  at(row: number): Sale {
    const random = this.random.at(row);
    const day = this.world.dayOf(row, this.world.transactions);
    const region = regionFor(random.next());
    const product = random.pick(PRODUCTS);
    const currency: Currency = random.pick(REGIONS[region]?.currencies ?? EUROS);
    const channel = channelFor(random.next());
    const refund = random.chance(0.03);
    const quantity = random.chance(0.7) ? 1 : random.between(2, channel === 'partner' ? 24 : 6);
    const discount = random.chance(0.2) ? 0.9 : 1;
    const running = this.world.campaignsRunning(region, day);
    const campaign = running.length > 0 && random.chance(0.3) ? random.pick(running) : undefined;
    return {
      id: FIRST_TRANSACTION + row,
      day,
      customer: 1 + Math.floor(this.world.customers * random.next() ** 1.5),
      product,
      region,
      quantity: refund ? -Math.min(quantity, 2) : quantity,
      unitPrice: Math.round((product.price * PRICE_FACTOR[currency] * discount) / 10) * 10,
      currency,
      channel,
      refund,
      campaign,
    };
  }
}

export function customerId(customer: number): string {
  return `C${String(customer).padStart(6, '0')}`;
}

export function regionFor(share: number): number {
  let left = share;
  const found = REGIONS.findIndex((region) => (left -= region.weight) < 0);
  return found < 0 ? REGIONS.length - 1 : found;
}

function channelFor(share: number): SalesChannel {
  if (share < 0.52) return 'web';
  if (share < 0.78) return 'store';
  return share < 0.91 ? 'partner' : 'phone';
}
