import { join } from 'node:path';
import { clock, isoDate } from '../calendar';
import { randomFor } from '../random';
import { customerId, regionFor } from '../sales';
import { Tally } from '../truth';
import type { DatasetTruth } from '../truth';
import type { World } from '../world';
import { LineWriter } from '../writer';
import { isWithoutBudget } from './campaigns';
import { writeFaulty } from './faulty-object';

const EVENTS = [
  ['sent', 0.5],
  ['opened', 0.25],
  ['clicked', 0.14],
  ['converted', 0.05],
  ['bounced', 0.03],
] as const;
const FAULTS = [
  ['broken_json', 0.003],
  ['text_in_occurred_at', 0.003],
  ['repeated_row', 0.006],
  ['orphan_campaign', 0.005],
  ['missing_customer', 0.005],
] as const;

/** One NDJSON file, one object an event, with a nested `context`. */
export function writeCustomerEngagement(world: World, folder: string): DatasetTruth {
  const random = randomFor(world.seed, 'customer_engagement');
  const tally = new Tally();
  const waiting = new Set(world.campaigns.filter((_, index) => isWithoutBudget(index)).map(({ code }) => code));
  const file = new LineWriter(join(folder, 'engagement.ndjson'));
  for (let row = 0; row < world.engagements; row++) {
    random.at(row);
    const fault = random.kind(FAULTS);
    const day = world.dayOf(row, world.engagements);
    const running = world.campaignsRunning(regionFor(random.next()), day);
    const campaign = running.length > 0 ? random.pick(running).code : random.pick(world.campaigns).code;
    const customer = customerId(random.between(1, world.customers));
    const time =
      fault === 'text_in_occurred_at' ? 'this morning' : `${isoDate(day)}T${clock(random.between(360, 1320))}`;
    const line =
      `{"event_id":${700_001 + row},"occurred_at":"${time}",` +
      `"customer_id":${fault === 'missing_customer' ? 'null' : `"${customer}"`},` +
      `"campaign_code":"${fault === 'orphan_campaign' ? 'CMP-2026-999' : campaign}",` +
      `"event_type":"${random.kind(EVENTS) ?? 'unsubscribed'}",` +
      `"context":{"device":"${random.pick(['phone', 'desktop', 'tablet'])}","locale":"${random.pick(['de-DE', 'nl-NL', 'fr-FR', 'es-ES', 'sv-SE', 'en-GB'])}"}}`;
    const refusal = waiting.has(campaign) ? 'campaign_without_budget' : undefined;
    writeFaulty(file, tally, random, {
      line,
      fault,
      cut: [30, 90],
      unreadable: 'text_in_occurred_at',
      refusal: fault === 'orphan_campaign' ? fault : refusal,
    });
  }
  file.close();
  return tally.truth();
}
