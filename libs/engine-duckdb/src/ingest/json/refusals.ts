import type { Connection } from '../../connection';
import { identifier, literal, literalList } from '../../quote';
import type { JsonSource } from './json-source';

/** Counts the rows that a filter refuses while it runs, with sequences: in all, and by column. */
export class Refusals {
  private constructor(
    private readonly connection: Connection,
    private readonly id: string,
    private readonly source: JsonSource,
  ) {}

  static async open(connection: Connection, id: string, source: JsonSource): Promise<Refusals> {
    const refusals = new Refusals(connection, id, source);
    await connection.run(
      refusals
        .names()
        .map((name) => `CREATE OR REPLACE TEMP SEQUENCE ${identifier(name)}`)
        .join('; '),
    );
    return refusals;
  }

  /** The filter in SQL. It counts, so the optimiser leaves it where it stands. */
  condition(): string {
    const { id, source } = this;
    const columns = this.checked().map(
      (index) => ` + CASE WHEN ${source.columns[index]?.fits} THEN 0 ELSE nextval(${literal(`${id}_${index}`)}) END`,
    );
    return `CASE WHEN ${source.good} THEN true ELSE nextval(${literal(id)})${columns.join('')} < 0 END`;
  }

  /** How many rows were refused, and the places of the columns that were a reason. */
  async counts(): Promise<{ rows: number; columns: ReadonlySet<number> }> {
    const counted = await this.connection.all(
      `SELECT sequence_name, last_value FROM duckdb_sequences() WHERE temporary AND list_contains(${literalList(this.names())}, sequence_name)`,
    );
    const counts = new Map(counted.map(([name, count]) => [String(name), Number(count ?? 0)]));
    const columns = this.checked().filter((index) => (counts.get(`${this.id}_${index}`) ?? 0) > 0);
    return { rows: counts.get(this.id) ?? 0, columns: new Set(columns) };
  }

  async close(): Promise<void> {
    await this.connection.run(
      this.names()
        .map((name) => `DROP SEQUENCE IF EXISTS ${identifier(name)}`)
        .join('; '),
    );
  }

  private names(): string[] {
    return [this.id, ...this.checked().map((index) => `${this.id}_${index}`)];
  }

  private checked(): number[] {
    return this.source.columns.flatMap(({ fits }, index) => (fits === 'true' ? [] : [index]));
  }
}
