import { isUtf8 } from 'node:buffer';

import type { BadRows } from '../bad-rows';
import { BrokenQuotes } from './broken-quotes';
import type { Depth } from './byte-scan';
import { FieldScan } from './field-scan';
import type { FieldTests } from './field-tests';
import type { CsvFile } from './header';
import type { ReadPlan } from './reader-sql';
import { parseRecord } from './record';
import { RecordScan } from './record-scan';

/** Fields that look strange and fit: past this many, and a twentieth of the rows, the reader itself is cheaper. */
const MOST_SPARED = 10_000;
/** The same for lines with quotes near their end, past half of the rows. */
const MOST_WALKED = 1000;

/**
 * Finds bad rows in the bytes of files that nobody has read yet. Returns the number of all rows; undefined where only
 * the reader can tell. Every row that is added to `bad` is one that the reader refuses, or that the checks of `bad`
 * do; at the depth `fields` there are no others. With `values` all their fields are kept, else those with tests.
 * Throws BrokenQuotes where the reader would take the lines for others.
 */
export async function survey(
  plan: ReadPlan,
  tests: FieldTests,
  depth: Depth,
  bad: BadRows,
  values: boolean,
): Promise<number | undefined> {
  const before = await bad.count();
  let [rows, added, look] = [0, 0, MOST_SPARED];
  for (const file of plan.groups.flatMap(({ files }) => files)) {
    const scan = new (plan.dialect.multiLine ? RecordScan : FieldScan)(
      plan.dialect,
      file.skip,
      file.names.map((name) => tests.get(name)),
      [],
      depth,
    );
    const suspects = new Suspects(plan, file, bad, values ? undefined : tests);
    for await (const found of scan.find(file.path)) {
      if (scan.lost || (scan.walked > MOST_WALKED && scan.walked > scan.rows / 2)) return undefined;
      for (const { line, bytes } of found) if (!(await suspects.add(line, bytes))) return undefined;
      added += found.length;
      if (added <= look) continue;
      look = added * 2;
      const spared = added + before - (await bad.count());
      if (spared > MOST_SPARED && spared > (rows + scan.rows) / 20) return undefined;
    }
    if (scan.lost) return undefined;
    rows += scan.rows;
  }
  await bad.flush();
  return rows;
}

/** Says of the records of one file what the reader would say. */
class Suspects {
  /** Where each column stands in the file; -1 for one whose fields are not kept. */
  private readonly order: readonly number[];
  /** The same for the columns that the reader checks itself. */
  private readonly native: readonly number[];
  /** Whether each field of the file is text to the reader, which it must be able to decode. */
  private readonly texts: readonly boolean[];

  constructor(
    private readonly plan: ReadPlan,
    private readonly file: CsvFile,
    private readonly bad: BadRows,
    tests: FieldTests | undefined,
  ) {
    const texts = new Map(plan.columns.map(({ field, read }) => [field.name, read === 'VARCHAR']));
    const place = (name: string) => file.names.indexOf(name);
    this.order = plan.columns.map(({ field: { name } }) => (tests?.has(name) === false ? -1 : place(name)));
    this.native = plan.columns.flatMap(({ field, read }) => (read === 'VARCHAR' ? [] : [place(field.name)]));
    this.texts = file.names.map((name) => texts.get(name) ?? false);
  }

  /** A row that fits is none in the end. False where only the reader can tell. */
  async add(line: number, bytes: Buffer): Promise<boolean> {
    // The reader takes a NUL inside of quotes for their end.
    if (bytes.includes(0)) return false;
    const raw = bytes.toString('utf8');
    const { fields, fault } = parseRecord(raw, this.plan.dialect);
    if (fault) throw new BrokenQuotes();
    const broken = isUtf8(bytes) ? [] : this.undecodable(bytes);
    const count = this.counted(fields);
    const columns = this.file.names.length;
    if (broken.length > 1) return false;
    const structural = broken.map((index) => `${this.file.names[index] ?? ''}: the bytes are not valid UTF-8`);
    if (count !== columns) structural.push(`${count} columns instead of ${columns}`);
    const at = Math.min(...broken, count, columns);
    await this.bad.add({
      file: this.file.source,
      line,
      raw,
      fields: this.order.map((index) => fields[index] ?? null),
      structural,
      native: [],
      column: (structural.length > 0 && this.file.names[at]) || null,
      ...(structural.length > 0 && { at, nativeAt: this.native }),
    });
    return true;
  }

  /** The number of fields as the reader counts them: without empty ones behind the last column. */
  private counted(fields: readonly (string | null)[]): number {
    const columns = this.file.names.length;
    const more = fields.slice(columns).findIndex((value) => value !== null && value !== '');
    return fields.length <= columns ? fields.length : more < 0 ? columns : fields.length - more;
  }

  private undecodable(bytes: Buffer): number[] {
    const { fields } = parseRecord(bytes.toString('latin1'), this.plan.dialect);
    return [...fields.keys()].filter(
      (index) => this.texts[index] && !isUtf8(Buffer.from(fields[index] ?? '', 'latin1')),
    );
  }
}
