import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Billing, type Invoice, grossCents } from '../billing';
import { clock, isoDate } from '../calendar';
import { type Random, randomFor } from '../random';
import { Tally } from '../truth';
import type { DatasetTruth } from '../truth';
import type { World } from '../world';
import { LineWriter, money } from '../writer';

const COLUMNS = {
  payment_id: 'BIGINT',
  invoice_no: 'VARCHAR',
  paid_at: 'TIMESTAMP',
  amount: 'DECIMAL(12,2)',
  currency: 'VARCHAR',
  method: 'VARCHAR',
  status: 'VARCHAR',
};
const FAULTS = [
  ['repeated_row', 0.005],
  ['orphan_invoice', 0.005],
  ['missing_amount', 0.002],
  ['failed', 0.02],
] as const;
const METHODS = ['bank transfer', 'card', 'direct debit', 'PayPal'];

/** Two Parquet files, one a half-year, as the payment provider delivers them. */
export async function writePayments(world: World, billing: Billing, folder: string): Promise<DatasetTruth> {
  const scratch = mkdtempSync(join(tmpdir(), 'mu-mesh-datagen-'));
  try {
    const lines = join(scratch, 'payments.csv');
    const truth = writeLines(world, billing, lines);
    mkdirSync(folder, { recursive: true });
    await toParquet(lines, folder);
    return truth;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function writeLines(world: World, billing: Billing, path: string): DatasetTruth {
  const random = randomFor(world.seed, 'payments');
  const tally = new Tally();
  const file = new LineWriter(path);
  let id = 800_001;
  for (let row = 0; row < billing.count; row++) {
    const invoice = billing.at(row);
    random.at(row);
    if (invoice.status === 'cancelled' || random.chance(0.07)) continue;
    for (const cents of instalments(grossCents(invoice), random)) {
      const fault = random.kind(FAULTS);
      const line = paymentLine(id++, invoice, cents, fault, random);
      file.line(line);
      if (fault === 'missing_amount') tally.refuse(fault);
      else tally.good(fault === 'repeated_row' ? undefined : fault);
      if (fault === 'repeated_row') {
        file.line(line);
        tally.refuse(fault);
      }
    }
  }
  file.close();
  return tally.truth();
}

function instalments(gross: number, random: Random): number[] {
  if (!random.chance(0.1)) return [gross];
  const first = Math.trunc(gross / 2);
  return random.chance(0.3) ? [first] : [first, gross - first];
}

function paymentLine(id: number, invoice: Invoice, cents: number, fault: string | undefined, random: Random): string {
  const day =
    Math.max(invoice.issuedDay, invoice.dueDay - random.between(0, 20)) +
    (random.chance(0.1) ? random.between(5, 25) : 0);
  return [
    id,
    fault === 'orphan_invoice' ? `INV-2025-${String(id % 10_000).padStart(6, '0')}` : invoice.number,
    `${isoDate(day)} ${clock(random.between(420, 1200))}`,
    fault === 'missing_amount' ? '' : money(cents),
    invoice.currency,
    random.pick(METHODS),
    fault === 'failed' ? 'failed' : 'settled',
  ].join(',');
}

async function toParquet(lines: string, folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    const columns = Object.entries(COLUMNS)
      .map(([name, type]) => `'${name}': '${type}'`)
      .join(', ');
    await connection.run(
      `CREATE TABLE payments AS FROM read_csv(${literal(lines)}, header = false, delim = ',', columns = {${columns}})`,
    );
    for (const [name, condition] of [
      ['h1', '<'],
      ['h2', '>='],
    ] as const) {
      const path = literal(join(folder, `payments-2026-${name}.parquet`));
      await connection.run(
        `COPY (FROM payments WHERE paid_at ${condition} TIMESTAMP '2026-07-01') TO ${path} (FORMAT parquet, COMPRESSION zstd)`,
      );
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
