import { join } from 'node:path';
import { isoDate, writtenDate } from '../calendar';
import { COMPANIES, LEAD_NOTES, PEOPLE, REGIONS } from '../catalogue';
import { type Random, randomFor } from '../random';
import { customerId, regionFor } from '../sales';
import { Tally } from '../truth';
import type { DatasetTruth } from '../truth';
import type { World } from '../world';
import { LineWriter, csvCell, money } from '../writer';

const HEADER =
  'lead_id,created_on,updated_on,company,contact_name,contact_email,region,source,campaign_code,estimated_value_eur,status,customer_id,notes';
const FIRST_LEAD = 5_001;
/** The old CRM's share of the leads, exported in windows-1252. */
const LEGACY_SHARE = 0.2;

const MISFITS = [
  ['text_in_estimated_value', 0.008],
  ['too_few_columns', 0.004],
  ['too_many_columns', 0.004],
] as const;
/** `enriched_sales_leads` refuses these: the first by its filter, the others by its contract. */
const RULE_BREAKS = [
  ['test_lead', 0.006],
  ['missing_email', 0.006],
  ['malformed_email', 0.006],
] as const;
const ODDITIES = [
  ['repeated_row', 0.008],
  ['status_update', 0.03],
  ['unreadable_date', 0.004],
] as const;

type Fault = (typeof MISFITS | typeof RULE_BREAKS | typeof ODDITIES)[number][0];

export interface SalesLeadsTruth {
  raw: DatasetTruth;
  enriched: DatasetTruth;
}

/** `leads-legacy.csv` in windows-1252, then two half-years in UTF-8; notes hold line breaks and quotes. */
export function writeSalesLeads(world: World, folder: string): SalesLeadsTruth {
  const random = randomFor(world.seed, 'sales_leads');
  const [raw, enriched] = [new Tally(), new Tally()];
  const files = {
    legacy: new LineWriter(join(folder, 'leads-legacy.csv'), { encoding: 'windows-1252' }),
    first: new LineWriter(join(folder, 'leads-2026-h1.csv')),
    second: new LineWriter(join(folder, 'leads-2026-h2.csv')),
  };
  for (const file of Object.values(files)) file.line(HEADER);
  for (let row = 0; row < world.leads; row++) {
    random.at(row);
    const day = world.dayOf(row, world.leads);
    const fault = random.kind<Fault>([...MISFITS, ...RULE_BREAKS, ...ODDITIES]);
    const file = row < world.leads * LEGACY_SHARE ? files.legacy : day < 181 ? files.first : files.second;
    const cells = leadCells(world, row, day, random);
    if (fault) spoil(cells, fault, random);
    const line = cells.map(csvCell).join(',');
    file.line(line);
    if (isOneOf(MISFITS, fault)) {
      raw.bad(fault);
      continue;
    }
    raw.good(fault === 'repeated_row' || fault === 'status_update' ? undefined : fault);
    if (isOneOf(RULE_BREAKS, fault)) {
      if (fault === 'test_lead') enriched.bad(fault);
      else enriched.refuse(fault);
      continue;
    }
    enriched.good(fault === 'unreadable_date' ? fault : undefined);
    if (fault === 'repeated_row') repeat(file, line, raw, fault);
    if (fault === 'status_update') {
      cells[2] = isoDate(day + random.between(10, 40));
      cells[10] = 'lost';
      repeat(file, cells.map(csvCell).join(','), raw, fault);
    }
  }
  for (const file of Object.values(files)) file.close();
  return { raw: raw.truth(), enriched: enriched.truth() };
}

function repeat(file: LineWriter, line: string, raw: Tally, oddity: string): void {
  file.line(line);
  raw.good(oddity);
}

function leadCells(world: World, row: number, day: number, random: Random): string[] {
  const region = regionFor(random.next());
  const source = random.pick(['web form', 'trade fair', 'referral', 'campaign', 'cold call'] as const);
  const running = world.campaignsRunning(region, day);
  const status = random.pick(['new', 'contacted', 'qualified', 'won', 'won', 'lost'] as const);
  const person = random.pick(PEOPLE);
  const company = random.pick(COMPANIES);
  return [
    String(FIRST_LEAD + row),
    writtenDate(day, source === 'trade fair' ? 'slashes' : source === 'cold call' ? 'words' : 'iso'),
    isoDate(day + random.between(0, 9)),
    company,
    person,
    `${plain(person)}@${plain(company)}.test`,
    REGIONS[region]?.name ?? '',
    source,
    source === 'campaign' && running.length > 0 ? random.pick(running).code : '',
    money(random.between(5, 400) * 10_000),
    status,
    status === 'won' ? customerId(random.between(1, world.customers)) : '',
    random.pick(LEAD_NOTES),
  ];
}

/** Letters and digits only, without accents: for addresses. */
function plain(text: string): string {
  const letters = text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll('ø', 'o')
    .replaceAll('ß', 'ss');
  return letters.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
}

function spoil(cells: string[], fault: Fault, random: Random): void {
  if (fault === 'text_in_estimated_value') cells[9] = random.pick(['tbd', 'approx. 20k', '?']);
  if (fault === 'too_few_columns') cells.length = random.between(3, 8);
  if (fault === 'too_many_columns') cells.push('duplicate?', 'see CRM');
  if (fault === 'test_lead') [cells[3], cells[5]] = ['Test company', 'test@example.test'];
  if (fault === 'missing_email') cells[5] = '';
  if (fault === 'malformed_email') cells[5] = (cells[5] ?? '').replace('@', ' at ');
  if (fault === 'unreadable_date') cells[1] = random.pick(['last week', '30/02/2026']);
}

function isOneOf<K extends string>(list: readonly (readonly [K, number])[], fault: string | undefined): fault is K {
  return list.some(([name]) => name === fault);
}
