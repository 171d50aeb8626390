import { field, MeshError, type CsvOptions, type Field, type IngestTarget, type Scan } from '@mu-mesh/core';

import { emptySql } from '../../table-sql';
import { BadRows, type FieldCheck } from '../bad-rows';
import { discard, finish } from '../finish';
import type { IngestContext, IngestResult, Staged } from '../context';
import {
  ISO_DATE,
  needsAllText,
  planColumn,
  planText,
  typeWords,
  type ColumnPlan,
  type PlanOptions,
} from './column-plan';
import { BrokenQuotes, collectBadRows, dropTables, type Counts } from './collect';
import { dialectOf } from './dialect';
import { CsvFiles } from './csv-files';
import { checkHeader, type CsvFile } from './header';
import { inferAll, inferSample } from './infer';
import { groupFiles, readSql, type ReadPlan, type ScanNames } from './reader-sql';

type CsvScan = Extract<Scan, { format: 'csv' }>;

let scans = 0;

/** Reads CSV files: see docs/csv.md. Throws as `ingestScan` does. */
export async function ingestCsv(context: IngestContext, scan: CsvScan, target: IngestTarget): Promise<IngestResult> {
  const id = `ingest_${++scans}`;
  const read = new CsvIngest(context, scan, target, {
    rejects: `${id}_rejects`,
    files: `${id}_files`,
    misfits: `${id}_misfits`,
  });
  try {
    return await read.run();
  } finally {
    await read.clean();
  }
}

/** One scan: its steps share the plan. */
class CsvIngest {
  private readonly dialect;
  private readonly inferred: boolean;
  private options: CsvOptions;
  private readonly prepared: CsvFiles;
  private groups = 0;

  constructor(
    private readonly context: IngestContext,
    private readonly scan: CsvScan,
    private readonly target: IngestTarget,
    private readonly names: ScanNames,
  ) {
    this.dialect = dialectOf(scan.options);
    this.prepared = new CsvFiles(context.temporaryDirectory, this.dialect);
    this.inferred = !scan.schema && scan.options.inferSchema;
    this.options = this.inferred
      ? { ...scan.options, dateFormat: scan.options.dateFormat ?? [ISO_DATE] }
      : scan.options;
  }

  async run(): Promise<IngestResult> {
    const files = await this.prepared.heads(this.scan.files, this.options);
    const names = this.columnNames(files);
    this.groups = groupFiles(files).length;
    if (files.length === 0 || names.length === 0) return this.nothing(names);
    if (this.trims() && (await this.prepared.mustKeepSpaces(files)))
      return this.typed(await this.normalised(files), names);
    if (await this.prepared.mustBeNormalised(files)) return this.typed(await this.normalised(files), names);
    try {
      return await this.typed(files, names);
    } catch (error) {
      if (!isStructural(error)) throw error;
      await this.forget();
      return this.typed(await this.normalised(files), names);
    }
  }

  async clean(): Promise<void> {
    const { connection } = this.context;
    await this.prepared.remove();
    await this.forget();
    await connection.run(`DROP SEQUENCE IF EXISTS "${this.names.misfits}"`);
  }

  private trims(): boolean {
    return this.options.ignoreLeadingWhiteSpace || this.options.ignoreTrailingWhiteSpace;
  }

  /** The files in a form that cannot be misread; white space that is to be dropped is gone from them. */
  private async normalised(files: readonly CsvFile[]): Promise<CsvFile[]> {
    const { ignoreLeadingWhiteSpace: leading, ignoreTrailingWhiteSpace: trailing } = this.options;
    if (!this.trims()) return this.prepared.normalise(files);
    this.options = { ...this.options, ignoreLeadingWhiteSpace: false, ignoreTrailingWhiteSpace: false };
    return this.prepared.normalise(files, { leading, trailing });
  }

  /** Declared names, else those of the first file; every file must agree. */
  private columnNames(files: readonly CsvFile[]): string[] {
    const declared = this.scan.schema
      ?.map((column) => column.name)
      .filter((name) => name !== this.scan.corruptRecordColumn);
    const wanted = declared ?? files[0]?.names ?? [];
    if (this.options.header)
      for (const file of files)
        checkHeader(file, wanted, declared ? 'the declared columns are' : `${files[0]?.source} has`);
    else for (const file of files) file.names = [...wanted];
    return wanted;
  }

  private async typed(files: readonly CsvFile[], names: readonly string[]): Promise<IngestResult> {
    const declared = this.scan.schema?.filter((column) => names.includes(column.name));
    const texts = names.map((name) => field(name, 'string'));
    if (!this.inferred) {
      return this.finish(await this.stage(this.plan(files, declared ?? texts)));
    }
    const textPlan = this.plan(files, texts, true);
    const sampled = await inferSample(this.context.connection, textPlan);
    await this.forget();
    const first = sampled.map((column) => column.field);
    const outcome = await this.stage(this.plan(files, first));
    if (
      !(await this.doubtful(
        outcome,
        sampled.filter((column) => column.empty).map((column) => column.field.name),
      ))
    )
      return this.finish(outcome);
    await discard(outcome.staged);
    await this.forget();
    const all = await inferAll(this.context.connection, textPlan, sampled);
    await this.forget();
    return this.finish(
      await this.stage(
        this.plan(
          files,
          all.map((column) => column.field),
        ),
      ),
    );
  }

  /** Whether the types that the first rows gave may not be those of all rows. */
  private async doubtful(outcome: Outcome, empty: readonly string[]): Promise<boolean> {
    if (outcome.misfits > 0) return true;
    for (let index = 0; index < this.groups; index++) {
      if (
        (await this.context.connection.count(
          `SELECT count(*) FROM "${this.names.rejects}_${index}" WHERE error_type = 'CAST'`,
        )) > 0
      )
        return true;
    }
    return empty.some((name) => outcome.staged.files.some((file) => nullCount(file.stats, name) !== file.rows));
  }

  private plan(
    files: readonly CsvFile[],
    fields: readonly Field[],
    text = needsAllText(this.options, fields.length),
  ): ReadPlan {
    const columns = fields.map((column) => planColumn(column, this.planOptions(text)));
    const { dialect, options, inferred, names } = this;
    return { groups: groupFiles(files), columns, dialect, options, text, inferred, names };
  }

  private planOptions(text: boolean): PlanOptions {
    return { csv: this.options, text, inferred: this.inferred };
  }

  private async stage(plan: ReadPlan): Promise<Outcome> {
    const { connection } = this.context;
    const { misfits } = this.names;
    await connection.run(`CREATE OR REPLACE TEMP SEQUENCE "${misfits}"`);
    const staged = await this.context.stage(readSql(plan, this.corruptColumn('NULL')), this.target);
    const outcome = { plan, staged, misfits: await this.sequence(misfits) };
    if (this.prepared.normalised || !(await this.swallowed(plan))) return outcome;
    await discard(staged);
    throw new BrokenQuotes();
  }

  /**
   * Whether the reader met a quote that is not closed: it may take more than its line, or go on in the middle of a
   * later one and take a part of it for a row.
   */
  private async swallowed(plan: ReadPlan): Promise<boolean> {
    const lost = `error_type IN ('LINE SIZE OVER MAXIMUM', 'UNQUOTED VALUE')`;
    const severalLines = `contains(trim(csv_line, chr(10) || chr(13)), chr(10))`;
    const broken = this.dialect.multiLine ? lost : `${lost} OR ${severalLines}`;
    for (const index of plan.groups.keys()) {
      if (
        (await this.context.connection.count(`SELECT count(*) FROM "${this.names.rejects}_${index}" WHERE ${broken}`)) >
        0
      )
        return true;
    }
    return false;
  }

  /** Whether the reader may have taken several lines for one row. */
  private linesMustBeRows(): boolean {
    return !this.prepared.normalised && !this.dialect.multiLine && this.dialect.quote !== '';
  }

  private async finish({ plan, staged, misfits }: Outcome): Promise<IngestResult> {
    const checks = plan.columns.map((column, index) => this.check(column, index));
    const bad = await this.collect(
      plan,
      { misfits, accepted: staged.rows, lines: this.linesMustBeRows() },
      checks.flatMap((check) => check.check ?? []),
    ).catch(async (error: unknown) => {
      await discard(staged);
      throw error;
    });
    const values = checks.map(({ value, name }) => `${value} AS ${name}`);
    return finish(
      this.context,
      this.scan,
      this.target,
      staged,
      bad,
      [...values, ...this.corruptColumn('raw')].join(', '),
    );
  }

  private async collect(plan: ReadPlan, counts: Counts, checks: readonly FieldCheck[]): Promise<BadRows> {
    const { connection } = this.context;
    const bad = await BadRows.open(connection, `${this.names.rejects}_bad`, checks);
    for await (const row of this.prepared.refused(plan.columns.map((column) => column.field.name))) await bad.add(row);
    await collectBadRows(connection, plan, counts, bad);
    return bad;
  }

  private check({ field: column }: ColumnPlan, index: number) {
    const source = `fields[${index + 1}]`;
    const { fits, value } = planText(column, source, this.planOptions(true));
    const name = `"${column.name.replaceAll('"', '""')}"`;
    const words = `${column.name}: `.replaceAll("'", "''");
    const reason = `'${words}"' || left(${source}, 100) || '" is no ${typeWords(column.type)}'`;
    return { name, value, ...(fits && { check: { name: column.name, fits, reason } }) };
  }

  private corruptColumn(value: string): string[] {
    const { corruptRecordColumn: name, schema } = this.scan;
    if (name === undefined || !schema?.some((column) => column.name === name)) return [];
    return [`${value}::VARCHAR AS "${name.replaceAll('"', '""')}"`];
  }

  private async nothing(names: readonly string[]): Promise<IngestResult> {
    const fields = this.scan.schema ?? names.map((name) => field(name, 'string'));
    if (fields.length === 0) {
      const where = this.scan.files.map((file) => file.path).join(', ') || 'The source';
      throw new MeshError('DATA_INVALID', `${where}: there are no rows and no header, so the columns are not known.`, {
        hint: 'Declare them in "schema".',
      });
    }
    return { staged: await this.context.stage(emptySql(fields), this.target), rowsIn: 0, quarantined: 0, dropped: 0 };
  }

  private async sequence(name: string): Promise<number> {
    return this.context.connection.count(
      `SELECT last_value FROM duckdb_sequences() WHERE sequence_name = '${name}' AND temporary`,
    );
  }

  /** Drops every table of refused rows that this scan's reads made. */
  private async forget(): Promise<void> {
    const { rejects, files } = this.names;
    const found = await this.context.connection.all(
      `SELECT table_name FROM duckdb_tables() WHERE temporary AND (starts_with(table_name, '${rejects}_') OR starts_with(table_name, '${files}_'))`,
    );
    await dropTables(
      this.context.connection,
      found.map(([name]) => String(name)),
    );
  }
}

function isStructural(error: unknown): boolean {
  if (error instanceof BrokenQuotes) return true;
  return (
    error instanceof Error &&
    /state machine reached an invalid state|CSV Error on Line|new line|newline/i.test(error.message)
  );
}

interface Outcome {
  plan: ReadPlan;
  staged: Staged;
  misfits: number;
}

function nullCount(stats: string, name: string): number | undefined {
  const parsed = JSON.parse(stats) as { nullCount?: Record<string, number> };
  return parsed.nullCount?.[name];
}
