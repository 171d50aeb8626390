import { join } from 'node:path';
import { clock, isoDate, monthOf, monthName, MONTH_COUNT } from '../calendar';
import { REGIONS } from '../catalogue';
import { randomFor } from '../random';
import { regionFor } from '../sales';
import { Tally } from '../truth';
import type { DatasetTruth } from '../truth';
import type { World } from '../world';
import { LineWriter } from '../writer';
import { writeFaulty } from './faulty-object';

const PAGES = ['/', '/desks', '/chairs', '/lighting', '/offers', '/blog/ergonomics', '/contact'];
const FAULTS = [
  ['broken_json', 0.003],
  ['text_in_pageviews', 0.003],
  ['repeated_row', 0.006],
  ['negative_duration', 0.004],
  ['missing_campaign_key', 0.01],
] as const;

/** One NDJSON file a month, one object a session. */
export function writeWebsiteTraffic(world: World, folder: string): DatasetTruth {
  const random = randomFor(world.seed, 'website_traffic');
  const tally = new Tally();
  let row = 0;
  for (let month = 0; month < MONTH_COUNT; month++) {
    const file = new LineWriter(join(folder, `traffic-${monthName(month)}.ndjson`));
    for (; row < world.sessions; row++) {
      const day = world.dayOf(row, world.sessions);
      if (monthOf(day) > month) break;
      random.at(row);
      const fault = random.kind(FAULTS);
      const region = regionFor(random.next());
      const running = world.campaignsRunning(region, day);
      const campaign = running.length > 0 && random.chance(0.55) ? `"${random.pick(running).code}"` : 'null';
      const pageviews = 1 + Math.floor(9 * random.next() ** 2);
      const seconds = pageviews * random.between(8, 90);
      const line =
        `{"session_id":"S${String(row + 1).padStart(8, '0')}","visited_at":"${isoDate(day)}T${clock(random.between(0, 1439))}",` +
        `"landing_page":"${random.pick(PAGES)}","region":"${REGIONS[region]?.name}",` +
        (fault === 'missing_campaign_key' ? '' : `"utm_campaign":${campaign},`) +
        `"new_visitor":${random.chance(0.4)},"pageviews":${fault === 'text_in_pageviews' ? '"many"' : pageviews},` +
        `"duration_seconds":${fault === 'negative_duration' ? -seconds : seconds}}`;
      writeFaulty(file, tally, random, {
        line,
        fault,
        cut: [40, 110],
        unreadable: 'text_in_pageviews',
        refusal: fault === 'negative_duration' ? fault : undefined,
      });
    }
    file.close();
  }
  return tally.truth();
}
