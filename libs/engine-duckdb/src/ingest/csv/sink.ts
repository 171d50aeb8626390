import type { BadRows } from '../bad-rows';
import type { CsvFile } from './header';
import { quoteFault } from './normalise';
import type { ReadPlan } from './reader-sql';
import { parseRecord } from './record';
import type { Rejected } from './rejects';

/** Brings a file's fields into the order of the columns. */
export class Sink {
  private readonly order: number[];

  constructor(
    private readonly plan: ReadPlan,
    private readonly file: CsvFile,
    private readonly bad: BadRows,
  ) {
    this.order = plan.columns.map(({ field }) => file.names.indexOf(field.name));
  }

  /** `native`: what is wrong where neither the reader nor the types say it; without any, a row that fits is none. */
  async add(line: number, raw: string, found?: Rejected, native = ['a value does not fit its type']): Promise<void> {
    const { fields, fault } = parseRecord(raw, this.plan.dialect);
    const quotes = found && found.structural.length > 0 ? quoteFault(fault) : undefined;
    await this.bad.add({
      file: this.file.source,
      line,
      raw,
      fields: this.order.map((at) => fields[at] ?? null),
      structural: quotes ? [quotes] : (found?.structural ?? []),
      native: found?.native ?? native,
      column: found?.column ?? null,
    });
  }
}
