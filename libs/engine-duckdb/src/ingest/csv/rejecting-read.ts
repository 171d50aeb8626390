import type { Field } from '@mu-mesh/core';

import { identifier } from '../../quote';
import type { Staged } from '../context';
import { discard } from '../finish';
import { BrokenQuotes } from './broken-quotes';
import { collectBadRows } from './collect';
import { inferAll, inferSample } from './infer';
import { readSql, type ReadPlan } from './reader-sql';
import { corruptColumn, openBadRows, planOf, type Outcome, type Reading } from './reading';
import { dropTables } from './rejects';

/** Good rows that are staged while the others wait in the reader's own tables. */
interface Half {
  plan: ReadPlan;
  staged: Staged;
  /** Rows that the reader took and the types refused. */
  misfits: number;
}

/** Reads files of any kind: the reader keeps what it refuses, which costs some 20 µs a row. */
export class RejectingRead {
  constructor(private readonly reading: Reading) {}

  /** `fields`: declared, or columns of text. Throws BrokenQuotes where the files must be put in order first. */
  async run(fields: readonly Field[]): Promise<Outcome> {
    if (!this.reading.inferred) return this.finish(await this.stage(planOf(this.reading, fields)));
    const { connection } = this.reading.context;
    const textPlan = planOf(this.reading, fields, { text: true });
    const sampled = await inferSample(connection, textPlan);
    await this.forget();
    const half = await this.stage(
      planOf(
        this.reading,
        sampled.map((column) => column.field),
      ),
    );
    const empty = sampled.filter((column) => column.empty).map((column) => column.field.name);
    if (!(await this.doubtful(half, empty))) return this.finish(half);
    await discard(half.staged);
    await this.forget();
    const all = await inferAll(connection, textPlan, sampled);
    await this.forget();
    return this.finish(
      await this.stage(
        planOf(
          this.reading,
          all.map((column) => column.field),
        ),
      ),
    );
  }

  /** Drops every table of refused rows that this scan's reads made. */
  async forget(): Promise<void> {
    const { names, context } = this.reading;
    const found = await context.connection.all(
      `SELECT table_name FROM duckdb_tables() WHERE temporary AND (starts_with(table_name, '${names.rejects}_') OR starts_with(table_name, '${names.files}_'))`,
    );
    await dropTables(
      context.connection,
      found.map(([name]) => String(name)),
    );
  }

  private async stage(plan: ReadPlan): Promise<Half> {
    const { context, names, scan, target, prepared } = this.reading;
    await context.connection.run(`CREATE OR REPLACE TEMP SEQUENCE ${identifier(names.misfits)}`);
    const staged = await context.stage(readSql(plan, corruptColumn(scan, 'NULL')), target);
    const misfits = await context.connection.count(
      `SELECT last_value FROM duckdb_sequences() WHERE sequence_name = '${names.misfits}' AND temporary`,
    );
    if (prepared.normalised || !(await this.swallowed(plan))) return { plan, staged, misfits };
    await discard(staged);
    throw new BrokenQuotes();
  }

  private async finish({ plan, staged, misfits }: Half): Promise<Outcome> {
    const { context, prepared, dialect } = this.reading;
    try {
      const bad = await openBadRows(this.reading, plan);
      // The reader may have taken several lines for one row.
      const lines = !prepared.normalised && !dialect.multiLine && dialect.quote !== '';
      await collectBadRows(context.connection, plan, { misfits, accepted: staged.rows, lines }, bad);
      return { plan, staged, bad };
    } catch (error) {
      await discard(staged);
      throw error;
    }
  }

  /** Whether the types that the first rows gave may not be those of all rows. */
  private async doubtful({ plan, staged, misfits }: Half, empty: readonly string[]): Promise<boolean> {
    if (misfits > 0 || (await this.rejected(plan, `error_type = 'CAST'`))) return true;
    return empty.some((name) => staged.files.some((file) => nullCount(file.stats, name) !== file.rows));
  }

  /**
   * Whether the reader met a quote that is not closed: it may take more than its line, or go on in the middle of a
   * later one and take a part of it for a row.
   */
  private async swallowed(plan: ReadPlan): Promise<boolean> {
    const lost = `error_type IN ('LINE SIZE OVER MAXIMUM', 'UNQUOTED VALUE')`;
    const severalLines = `contains(trim(csv_line, chr(10) || chr(13)), chr(10))`;
    return this.rejected(plan, this.reading.dialect.multiLine ? lost : `${lost} OR ${severalLines}`);
  }

  /** Whether the reader refused a row for which a condition holds. */
  private async rejected(plan: ReadPlan, condition: string): Promise<boolean> {
    const { context, names } = this.reading;
    for (const index of plan.groups.keys()) {
      const table = identifier(`${names.rejects}_${index}`);
      if ((await context.connection.count(`SELECT count(*) FROM ${table} WHERE ${condition}`)) > 0) return true;
    }
    return false;
  }
}

function nullCount(stats: string, name: string): number | undefined {
  const parsed = JSON.parse(stats) as { nullCount?: Record<string, number> };
  return parsed.nullCount?.[name];
}
