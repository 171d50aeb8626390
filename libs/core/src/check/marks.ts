import type { KeptRelation } from '../ports';
import type { Checking } from './checking';
import { MARKS, NUMBERED } from './shown';

/** Numbers of rows that break rules, with the rule's place; readable as MARKS in the scope. A mark is computed once. */
export class Marks {
  private count = 0;

  private constructor(private readonly checking: Checking) {}

  /** Makes the rows readable as `NUMBERED`. */
  static async of(checking: Checking, staged: KeptRelation): Promise<Marks> {
    const { scope } = checking.run;
    await scope.name(NUMBERED, await scope.numbered(staged));
    return new Marks(checking);
  }

  /** Marks what a query of `"#n"` and `place` finds; returns the number of new marks. */
  async add(sql: string): Promise<number> {
    const { run } = this.checking;
    const marks = await run.scope.keep(await run.scope.query(sql));
    await run.scope.name(`${MARKS}_${this.count++}`, marks);
    const all = Array.from({ length: this.count }, (_, index) => `SELECT "#n", place FROM "${MARKS}_${index}"`);
    await run.scope.name(MARKS, await run.scope.query(all.join(' UNION ALL ')));
    return marks.rows;
  }
}
