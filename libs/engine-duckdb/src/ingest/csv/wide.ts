import type { Connection } from '../../connection';
import { identifier } from '../../quote';
import { readerSql, type ReadPlan } from './reader-sql';

/** Whole-number columns whose first values exceed 2^53. `plan` must read every column as text. */
export async function isWide(connection: Connection, plan: ReadPlan, names: readonly string[]): Promise<Set<string>> {
  const [group] = plan.groups;
  const [file] = group?.files ?? [];
  if (!group || !file) return new Set();
  const columns = names.map((name, index) => `${identifier(name)} AS c${index}`);
  const sample = `SELECT ${columns.join(', ')} FROM ${readerSql(plan, { ...group, files: [file] }, 0)} LIMIT 1000`;
  const checks = names.map((_, index) => `coalesce(bool_or(abs(TRY_CAST(c${index} AS DOUBLE)) > 9007199254740991), false)`);
  const [row = []] = await connection.all(`SELECT ${checks.join(', ')} FROM (${sample})`);
  return new Set(names.filter((_, index) => row[index] === true));
}
