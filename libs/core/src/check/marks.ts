import type { KeptRelation } from '../ports';
import type { Checking } from './checking';
import { identifier } from './quote';
import { ADDED, MARKS, NUMBERED } from './shown';

const NONE = 'SELECT 0::BIGINT AS "#n", 0 AS place WHERE false';

/** Numbers of rows that break rules, with the rule's place; readable as MARKS in the scope. A mark is computed once. */
export class Marks {
  private constructor(
    private readonly checking: Checking,
    /** The column of NUMBERED with a row's number, quoted. */
    readonly number: string,
  ) {}

  /** Makes the rows readable as NUMBERED, and no mark as MARKS. */
  static async of(checking: Checking, staged: KeptRelation): Promise<Marks> {
    const { scope } = checking.run;
    const numbered = await scope.numbered(staged);
    await scope.name(NUMBERED, numbered);
    await scope.name(MARKS, await scope.keep(await scope.query(NONE)));
    return new Marks(checking, identifier(numbered.columns.at(-1)?.name ?? ''));
  }

  /** True for a row of NUMBERED that has no mark. */
  get unmarked(): string {
    return `${this.number} NOT IN (SELECT "#n" FROM "${MARKS}")`;
  }

  /** Marks what a query of `"#n"` and `place` finds. */
  async add(sql: string): Promise<void> {
    const { scope } = this.checking.run;
    const added = await scope.keep(await scope.query(sql));
    if (added.rows === 0) return;
    await scope.name(ADDED, added);
    const all = await scope.query(`SELECT "#n", place FROM "${MARKS}" UNION ALL SELECT "#n", place FROM "${ADDED}"`);
    await scope.name(MARKS, await scope.keep(all));
  }
}
