import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { field, type CsvOptions, type Field } from '@mu-mesh/core';

import { Instance } from '../../instance';
import { identifier } from '../../quote';
import { isStructural } from '../csv/broken-quotes';
import { CsvFiles } from '../csv/csv-files';
import { dialectOf } from '../csv/dialect';
import type { Outcome, Reading } from '../csv/reading';
import { RejectingRead } from '../csv/rejecting-read';
import { surveyedRead } from '../csv/surveyed-read';
import { SPARK_DEFAULTS } from './harness';

/** Rows as texts: what came out, and file, line, column, reasons and text of what was refused. */
export interface Told {
  good: unknown[][];
  bad: unknown[][];
}

/** Both ways to read CSV files, on the real reader. */
export class BothReads {
  private readonly folder = mkdtempSync(join(tmpdir(), 'ingest-both-'));
  private instance: Instance | undefined;
  private scans = 0;

  /**
   * What each way says of files whose columns are these types; `undefined` where it does not read them, `quotes` where
   * they must be put in order first.
   */
  async read(
    contents: readonly (string | Buffer)[],
    schema: Readonly<Record<string, string>>,
    options: Partial<CsvOptions> = {},
  ): Promise<{ surveyed: Told | 'quotes' | undefined; rejecting: Told | 'quotes' }> {
    const files = contents.map((content, index) => {
      const path = join(this.folder, `${index}.csv`);
      writeFileSync(path, content);
      return { path };
    });
    const fields = Object.entries(schema).map(([name, type]) => field(name, type));
    const way = (read: (reading: Reading) => Promise<Outcome | undefined>) => this.way(files, fields, options, read);
    const surveyed = await way((reading) => surveyedRead(reading, fields));
    const rejecting = await way((reading) => new RejectingRead(reading).run(fields));
    return { surveyed, rejecting: rejecting ?? 'quotes' };
  }

  async close(): Promise<void> {
    await this.instance?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async way(
    files: readonly { path: string }[],
    schema: Field[],
    given: Partial<CsvOptions>,
    read: (reading: Reading) => Promise<Outcome | undefined>,
  ): Promise<Told | 'quotes' | undefined> {
    this.instance ??= await Instance.create({ threads: '2' });
    const connection = await this.instance.connect();
    const options = { ...SPARK_DEFAULTS, ...given };
    const dialect = dialectOf(options);
    const prepared = new CsvFiles(this.folder, dialect);
    const id = `both_${++this.scans}`;
    const stage = async (select: string) => {
      const rows = await connection.count(`CREATE OR REPLACE TEMP TABLE ${identifier(id)} AS ${select}`);
      return { columns: schema, files: [], rows };
    };
    try {
      const outcome = await read({
        context: { connection, temporaryDirectory: this.folder, stage },
        scan: { kind: 'scan', format: 'csv', files: [...files], options, badRows: 'QUARANTINE', schema },
        target: { directory: this.folder, partitionBy: [], quarantineFile: '', run: '', rule: '' },
        names: { rejects: `${id}_rejects`, files: `${id}_files`, misfits: `${id}_misfits` },
        dialect,
        options,
        inferred: false,
        prepared,
        files: await prepared.heads(files, options),
      });
      if (!outcome) return undefined;
      await outcome.bad.flush();
      const values = schema.map(({ name }) => `${identifier(name)}::VARCHAR`);
      return {
        good: await connection.all(`SELECT ${values.join(', ')} FROM ${identifier(id)}`),
        bad: await connection.all(
          `SELECT file, line::INTEGER, "column", reasons, raw, misfits FROM ${identifier(outcome.bad.table)} ORDER BY rowid`,
        ),
      };
    } catch (error) {
      if (isStructural(error)) return 'quotes';
      throw error;
    } finally {
      await connection.close();
    }
  }
}
