import type { StagedRelation } from '../ports';
import type { Checking } from './checking';

/** A row's place in the staged files: the same however often they are read. */
export const NUMBERED = '(SELECT *, row_number() OVER () AS "#n" FROM input) numbered';

/** Numbers of rows that break rules, with the rule's place; readable as `marks` in the scope. In files: a mark is computed once. */
export class Marks {
  private count = 0;

  constructor(private readonly checking: Checking) {}

  /** Marks what a query of `"#n"` and `place` finds; returns the number of new marks. */
  async add(sql: string): Promise<number> {
    const { run } = this.checking;
    const marks: StagedRelation = await run.scope.stage(await run.scope.query(sql), {
      directory: run.staging,
      partitionBy: [],
    });
    marks.files.forEach((file) => run.written.add(file.path));
    await run.scope.name(`marks_${this.count++}`, marks);
    const all = Array.from({ length: this.count }, (_, index) => `SELECT "#n", place FROM marks_${index}`);
    await run.scope.name('marks', await run.scope.query(all.join(' UNION ALL ')));
    return marks.rows;
  }
}
