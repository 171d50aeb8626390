import { join } from 'node:path';
import { judgeAgain, ROW_RULES } from '../check';
import { field } from '../model/schema';
import type { Scope, StateEntry, TableHead } from '../ports';
import type { Current, JobRun } from './job-run';
import { keepNamed } from './kept-rows';
import { fitted, schemaFor, type TableTarget } from './publish';
import type { Replay, ReplayedRows } from './replay';
import { notReplayed } from './replay-left';
import { OPEN_ROWS, quarantineRelation, refusedBy } from './replay-rows';
import { inexactColumn, inexactWords, KEPT_ELSEWHERE, readBack } from './read-back';

/** Names inside of this replay: the rows, those of the other rules, all of them, and what breaks a rule again. */
const [ROWS, OTHERS, ALL, BROKEN] = [
  'mesh_contract_rows',
  'mesh_other_rows',
  'mesh_rows_together',
  'mesh_contract_broken',
];
const NOTHING = 'SELECT NULL::VARCHAR AS id, NULL::VARCHAR[] AS reasons WHERE false';

/** What became of rows of the contract. `result` has the rows of the other rules too. */
export interface ContractRows extends ReplayedRows {
  /** Of the state: the files that list rows with other reasons than before. */
  entries: Map<string, StateEntry | null>;
}

/**
 * Rows that the row rules of the contract diverted: they are rows of the table, and enter where the job ends. Judged by
 * the rules as they are now, with the table's rows, each other, and what else this replay lets in (`others`); the commit
 * takes those that break none. The others stay open, with their reasons of now. Undefined where there are no such rows, or
 * where their values are not kept exactly: that is a warning then, and where they are `named` by id throws USAGE.
 */
export async function replayContract(
  replay: Replay,
  run: JobRun,
  head: TableHead,
  target: TableTarget,
  others: Current | undefined,
  named: boolean,
): Promise<ContractRows | undefined> {
  const { scope } = run;
  const own = `SELECT n, id FROM ${OPEN_ROWS} WHERE ${refusedBy(ROW_RULES)}`;
  if ((await scope.count(await scope.query(own))) === 0) return undefined;
  const { table, destination } = target;
  const { schema: columns } = await table.scan(head.version);
  const schema = others ? await schemaFor(target, others) : columns;
  const inexact = inexactColumn(columns);
  if (inexact !== undefined && !named) {
    run.issues.push(notReplayed(replay, inexactWords(ROW_RULES, inexact), KEPT_ELSEWHERE));
    return undefined;
  }
  const { id, relation } = await readBack(replay, scope, { rule: ROW_RULES, columns, lacking: true, taken: schema });
  await scope.name(ROWS, relation);
  const fitting = others && (await fitted(run, target, others, schema));
  if (fitting) await scope.name(OTHERS, fitting.relation);
  const together = fitting
    ? `SELECT * FROM ${ROWS} UNION ALL BY NAME SELECT * FROM ${OTHERS}`
    : `SELECT * FROM ${ROWS}`;
  const all = await scope.keep(await scope.query(together), [field(id, 'string'), ...schema]);
  const pending = { table, destination, schema, readVersion: head.version, inputs: target.inputs ?? {} };
  const broken = await judgeAgain(run, pending, all, id);
  await keepNamed(scope, BROKEN, broken ?? NOTHING);
  await scope.name(ALL, all);
  const [passed, refused] = ['mesh_passed_contract', 'mesh_refused_contract'];
  const good = `SELECT ${id} FROM ${ALL} WHERE ${id} IS NOT NULL AND ${id} NOT IN (SELECT id FROM ${BROKEN})`;
  const { rows } = await keepNamed(scope, passed, `${own} AND id IN (${good}) ORDER BY n`);
  await keepNamed(scope, refused, `${own} AND id NOT IN (SELECT id FROM ${passed}) ORDER BY n`);
  const entries = await recordReasons(scope, run, head);
  if (rows === 0 && (fitting || entries.size === 0)) return { passed, refused, result: fitting, entries };
  const entering = `${id} IS NULL OR ${id} IN (SELECT id FROM ${passed})`;
  const result = await scope.query(`SELECT * EXCLUDE (${id}) FROM ${ALL} WHERE ${entering}`);
  return { passed, refused, result: { relation: result, name: ROW_RULES }, entries };
}

/** Rows that stay for other reasons than before are listed with these, under their ids, in files that take the place of theirs. */
async function recordReasons(scope: Scope, run: JobRun, { state }: TableHead): Promise<Map<string, StateEntry | null>> {
  const entries = new Map<string, StateEntry | null>();
  const { table } = run;
  if (!table) return entries;
  for (const [key, entry] of state?.entries ?? []) {
    if (entry.kind !== 'quarantine' || entry.rule !== ROW_RULES) continue;
    const before = 'mesh_reasons_before';
    await scope.name(before, await quarantineRelation(scope, join(table.location, entry.file)));
    const differing = `SELECT o.id FROM ${before} o JOIN ${BROKEN} b ON b.id = o.id WHERE o.reasons IS DISTINCT FROM b.reasons`;
    if ((await scope.count(await scope.query(differing))) === 0) continue;
    const name = `${ROW_RULES}-again-${entries.size / 2}.parquet`;
    const path = join(await table.quarantineDirectory(run.run), name);
    run.written.add(path);
    const numbered = `(SELECT row_number() OVER () AS "#n", * FROM ${before})`;
    const rows = `SELECT o.* EXCLUDE ("#n") REPLACE (coalesce(b.reasons, o.reasons) AS reasons) FROM ${numbered} o LEFT JOIN ${BROKEN} b ON b.id = o.id ORDER BY o."#n"`;
    await scope.export(await scope.query(rows), { path, format: 'parquet' });
    const file = `_quarantine/${run.run}/${name}`;
    entries.set(key, null);
    entries.set(`quarantine:${file}`, { ...entry, file });
  }
  return entries;
}
