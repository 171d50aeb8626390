import { field, MeshError, type CsvOptions, type Field, type IngestTarget } from '@mu-mesh/core';

import { emptySql } from '../../table-sql';
import { finish } from '../finish';
import type { IngestContext, IngestResult } from '../context';
import { isStructural } from './broken-quotes';
import { ISO_DATE } from './column-plan';
import { dialectOf } from './dialect';
import { CsvFiles } from './csv-files';
import { checkHeader, type CsvFile } from './header';
import { refusedValues, type CsvScan, type Reading } from './reading';
import type { ScanNames } from './reader-sql';
import { RejectingRead } from './rejecting-read';
import { surveyedRead } from './surveyed-read';

let scans = 0;

/** Reads CSV files: see docs/csv.md. Throws as `ingestScan` does. */
export async function ingestCsv(context: IngestContext, scan: CsvScan, target: IngestTarget): Promise<IngestResult> {
  const id = `ingest_${++scans}`;
  const ingest = new CsvIngest(context, scan, target, {
    rejects: `${id}_rejects`,
    files: `${id}_files`,
    misfits: `${id}_misfits`,
  });
  try {
    return await ingest.run();
  } finally {
    await ingest.clean();
  }
}

/** One scan: how its files are put in a form that can be read, and which way they are. */
class CsvIngest {
  private readonly dialect;
  private readonly inferred: boolean;
  private options: CsvOptions;
  private readonly prepared: CsvFiles;

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
    if (files.length === 0 || names.length === 0) return this.nothing(names);
    const declared = this.scan.schema?.filter((column) => names.includes(column.name));
    const fields = declared ?? names.map((name) => field(name, 'string'));
    if ((this.trims() && (await this.prepared.mustKeepSpaces(files))) || this.prepared.mustBeNormalised())
      return this.read(await this.normalised(files), fields);
    try {
      return await this.read(files, fields);
    } catch (error) {
      if (!isStructural(error)) throw error;
      await this.rejecting(files).forget();
      return this.read(await this.normalised(files), fields);
    }
  }

  async clean(): Promise<void> {
    await this.prepared.remove();
    await this.rejecting([]).forget();
    await this.context.connection.run(`DROP SEQUENCE IF EXISTS "${this.names.misfits}"`);
  }

  private async read(files: readonly CsvFile[], fields: readonly Field[]): Promise<IngestResult> {
    const { context, scan, target } = this;
    let outcome = await surveyedRead(this.reading(files), fields).catch((error: unknown) => {
      if (this.prepared.normalised && isStructural(error)) return undefined;
      throw error;
    });
    if (!outcome) {
      const readable =
        this.prepared.normalised || !(await this.prepared.endInQuotes(files)) ? files : await this.normalised(files);
      outcome = await this.rejecting(readable).run(fields);
    }
    const { plan, staged, bad } = outcome;
    return finish(context, scan, target, staged, bad, refusedValues(plan, scan));
  }

  private rejecting(files: readonly CsvFile[]): RejectingRead {
    return new RejectingRead(this.reading(files));
  }

  private reading(files: readonly CsvFile[]): Reading {
    const { context, scan, target, names, dialect, options, inferred, prepared } = this;
    return { context, scan, target, names, dialect, options, inferred, prepared, files };
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
}
