import type { KeptRelation } from '../ports';
import type { Checking } from './checking';

/** The staged rows, each with its place in the files as `"#n"`. */
export const NUMBERED = 'mesh_numbered';

/** Numbers of rows that break rules, with the rule's place; readable as `marks` in the scope. A mark is computed once. */
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
    await run.scope.name(`marks_${this.count++}`, marks);
    const all = Array.from({ length: this.count }, (_, index) => `SELECT "#n", place FROM marks_${index}`);
    await run.scope.name('marks', await run.scope.query(all.join(' UNION ALL ')));
    return marks.rows;
  }
}
