import { join } from 'node:path';
import { isoDate, writtenDate } from '../calendar';
import { REGIONS } from '../catalogue';
import { Tally } from '../truth';
import type { DatasetTruth } from '../truth';
import type { World } from '../world';
import { LineWriter, csvCell, money } from '../writer';

const HEADER = 'campaign_code,name,channel,region,objective,starts_on,ends_on,budget_eur,owner_email';

/** Whether the plan has words in place of the budget, so that the campaign waits in the quarantine. */
export function isWithoutBudget(index: number): boolean {
  return index % 24 === 13;
}

/** One CSV file, kept by hand: budgets in words, dates as people write them, names with spaces behind. */
export function writeCampaigns(world: World, folder: string): DatasetTruth {
  const tally = new Tally();
  const file = new LineWriter(join(folder, 'campaigns.csv'));
  file.line(HEADER);
  world.campaigns.forEach((campaign, index) => {
    const words = isWithoutBudget(index);
    const spaces = index % 8 === 5;
    const line = [
      campaign.code,
      campaign.name + (spaces ? '  ' : ''),
      index % 16 === 9 ? '' : campaign.channel,
      REGIONS[campaign.region]?.name ?? '',
      campaign.objective,
      writtenDate(campaign.startDay, index % 3 === 1 ? 'slashes' : index % 3 === 2 ? 'words' : 'iso'),
      isoDate(campaign.endDay),
      words ? 'to be agreed' : money(campaign.budgetCents),
      `${campaign.channel}-team@mu-mesh.test`,
    ]
      .map(csvCell)
      .join(',');
    file.line(line);
    if (words) tally.bad('text_in_budget');
    else tally.good(index % 16 === 9 ? 'missing_channel' : spaces ? 'trailing_spaces' : undefined);
    if (index % 20 === 7 && !words) {
      file.line(line);
      tally.good('repeated_row');
    }
  });
  file.close();
  return tally.truth();
}
