import { DAYS, weekdayOf } from './calendar';
import { REGIONS } from './catalogue';
import { randomFor } from './random';

export interface Campaign {
  code: string;
  name: string;
  channel: string;
  region: number;
  objective: string;
  startDay: number;
  endDay: number;
  budgetCents: number;
}

const CAMPAIGN_CHANNELS = ['email', 'search', 'social', 'display', 'affiliate'] as const;
const THEMES = [
  'Home office refresh',
  'Better light',
  'Sit well',
  'Quiet rooms',
  'Back to work',
  'Two screens',
  'Tidy desk',
  'Trade fair follow-up',
];
const SEASONS = ['New year', 'Spring', 'Summer', 'Autumn'];
const OBJECTIVES = ['awareness', 'leads', 'sales'];

/** Sizes and shared facts that the datasets of all domains agree on. */
export class World {
  readonly campaigns: readonly Campaign[];
  readonly customers: number;
  readonly leads: number;
  readonly sessions: number;
  readonly engagements: number;
  /** Every n-th transaction is invoiced. */
  readonly invoiceEvery = 4;
  private readonly running: Campaign[][] = [];
  private readonly dayEnds: number[] = [];

  constructor(
    readonly transactions: number,
    readonly seed: number,
  ) {
    this.customers = Math.max(40, Math.round(transactions / 8));
    this.leads = Math.max(20, Math.round(transactions / 10));
    this.sessions = Math.max(40, Math.round(transactions / 4));
    this.engagements = Math.max(40, Math.round(transactions / 5));
    this.campaigns = makeCampaigns(24 + Math.floor(Math.sqrt(transactions) / 6), seed);
    for (let cell = 0; cell < REGIONS.length * DAYS; cell++) {
      const [region, day] = [Math.floor(cell / DAYS), cell % DAYS];
      this.running.push(this.campaigns.filter((c) => c.region === region && c.startDay <= day && day <= c.endDay));
    }
    const weights = Array.from({ length: DAYS }, (_, day) => busyness(day));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let sum = 0;
    for (const weight of weights) this.dayEnds.push((sum += weight) / total);
  }

  campaignsRunning(region: number, day: number): readonly Campaign[] {
    return this.running[region * DAYS + day] ?? [];
  }

  /** The day of row `row` of `rows` rows in order of time: more on weekdays and in autumn. */
  dayOf(row: number, rows: number): number {
    const share = row / rows;
    let [low, high] = [0, DAYS - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.dayEnds[middle] ?? 1) > share) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function busyness(day: number): number {
  return (weekdayOf(day) > 4 ? 0.55 : 1) * (1 + 0.25 * Math.sin(((day - 60) / DAYS) * 2 * Math.PI + 3.4));
}

function makeCampaigns(count: number, seed: number): Campaign[] {
  const random = randomFor(seed, 'campaigns');
  return Array.from({ length: count }, (_, index) => {
    random.at(index);
    const startDay = Math.floor((index / count) * (DAYS - 20)) + random.between(0, 6);
    const channel = random.pick(CAMPAIGN_CHANNELS);
    const region = index % REGIONS.length;
    const season = SEASONS[Math.min(3, Math.floor(startDay / 76))] ?? 'Autumn';
    return {
      code: `CMP-2026-${String(index + 1).padStart(3, '0')}`,
      name: `${season}: ${random.pick(THEMES)} (${REGIONS[region]?.name}, ${channel})`,
      channel,
      region,
      objective: random.pick(OBJECTIVES),
      startDay,
      endDay: startDay + random.between(13, 55),
      budgetCents: random.between(8, 120) * 50_000,
    };
  });
}
