import { identifier, literal } from '../check/quote';
import type { CheckOutcome } from '../model/check';
import { freeName } from '../model/free-name';
import { formatType, type Field } from '../model/schema';
import type { Relation } from '../ports';
import { addQuarantine, quarantineFile } from './ingest';
import { checkFinished, type JobRun } from './job-run';
import { valueFit } from './value-fit';

export { discards } from '../model/evolution';

/** The rule's name in the quarantine; no step can have a name with a hyphen. */
export const SCHEMA_ROWS = 'schema-rows';

/** What to do about rows that it refused. */
export const SCHEMA_ROWS_HINT =
  'Discard with a reason what is not wanted; for the rest take the columns in ("schema_evolution": "evolve"), and put the rows into a new source file.';

/** How the columns of rows differ from those that they must have. */
interface Deviation {
  column: string;
  /** `new column extra`, `type of amount`. */
  name: string;
  expected: string;
  /** What is said of a row, or a value, that deviates. */
  reason: string;
  /** True for a row whose value has no place. */
  broken: string;
}

/** Whether rows of these columns can have values that have no place in the schema. */
export function deviates(columns: readonly Field[], schema: readonly Field[]): boolean {
  return deviationsOf(columns, schema).length > 0;
}

/**
 * The rows with exactly the columns of `schema`, as `schema_evolution` says: without the values that have no place
 * there (`discard_value`), or without the rows that have such values (`discard_row`), which go to the quarantine.
 * Counted by column, reported, and kept with the version. `relation` must be cheap to read several times.
 */
export async function discardColumns(
  run: JobRun,
  relation: Relation,
  schema: readonly Field[],
  how: 'discard_value' | 'discard_row',
): Promise<Relation> {
  const deviations = deviationsOf(relation.columns, schema);
  await run.scope.name(ROWS, relation);
  const counts = await countBroken(run, deviations);
  const any = counts.some((rows) => rows > 0);
  const where = how === 'discard_row' && any ? ` WHERE NOT (${anyBroken(deviations)})` : '';
  if (where !== '') await refuse(run, deviations, freeName('#reasons', relation.columns));
  deviations.forEach((deviation, index) => report(run, how, deviation, counts[index] ?? 0));
  const given = new Map(relation.columns.map((column) => [column.name, column]));
  const list = schema.flatMap(({ name, type }) => {
    const column = given.get(name);
    return column ? [`${valueFit(column, type).value} AS ${identifier(name)}`] : [];
  });
  return run.scope.query(`SELECT ${list.join(', ')} FROM ${ROWS}${where}`);
}

/** A name for the rows inside of this work. */
const ROWS = 'mesh_incoming';

function deviationsOf(columns: readonly Field[], schema: readonly Field[]): Deviation[] {
  const known = new Map(schema.map((column) => [column.name, column]));
  return columns.flatMap((column): Deviation[] => {
    const own = identifier(column.name);
    const wanted = known.get(column.name);
    if (!wanted)
      return [
        {
          column: column.name,
          name: `new column ${column.name}`,
          expected: 'no value in a column that the table does not have',
          reason: `${column.name} is a new column`,
          broken: `${own} IS NOT NULL`,
        },
      ];
    const { fits } = valueFit(column, wanted.type);
    if (fits === 'true') return [];
    const type = formatType(wanted.type);
    return [
      {
        column: column.name,
        name: `type of ${column.name}`,
        expected: `values of type ${type}`,
        reason: `${column.name} is no ${type}`,
        broken: `(${own} IS NOT NULL AND NOT coalesce(${fits}, false))`,
      },
    ];
  });
}

async function countBroken({ scope }: JobRun, deviations: readonly Deviation[]): Promise<number[]> {
  const list = deviations.map(({ broken }, index) => `count(*) FILTER (WHERE ${broken}) AS m${index}`);
  const [row = []] = await scope.rows(await scope.query(`SELECT ${list.join(', ')} FROM ${ROWS}`), 1);
  return row.map(Number);
}

function anyBroken(deviations: readonly Deviation[]): string {
  return deviations.map(({ broken }) => broken).join(' OR ');
}

/** One entry a row, with every column that has no place. */
async function refuse(run: JobRun, deviations: readonly Deviation[], reasonsColumn: string): Promise<void> {
  const reasons = deviations.map(({ broken, reason }) => `CASE WHEN ${broken} THEN ${literal(reason)} END`);
  const refused = await run.scope.query(
    `SELECT *, list_filter([${reasons.join(', ')}], lambda reason: reason IS NOT NULL) AS ${identifier(reasonsColumn)} FROM ${ROWS} WHERE ${anyBroken(deviations)}`,
  );
  const rows = await run.scope.quarantine(refused, {
    file: await quarantineFile(run, SCHEMA_ROWS),
    run: run.run,
    rule: SCHEMA_ROWS,
    reason: '',
    reasonsColumn,
  });
  addQuarantine(run, SCHEMA_ROWS, rows);
  run.rows.quarantined += rows;
}

function report(run: JobRun, how: 'discard_value' | 'discard_row', deviation: Deviation, rows: number): void {
  const { name, column, expected, reason } = deviation;
  const status = rows === 0 ? 'passed' : how === 'discard_row' ? 'diverted' : 'warned';
  addOutcome(run, {
    name,
    kind: 'schema',
    column,
    severity: how === 'discard_row' ? 'fail' : 'warn',
    status,
    measured: String(rows),
    expected,
    rows,
  });
  if (status === 'warned') warnDiscarded(run, rows, reason);
}

/** Keeps with the version, and tells the listeners, what `schema_evolution` found in the rows; one line a rule. */
export function addOutcome(run: JobRun, outcome: CheckOutcome): void {
  const same = run.discarded.find(({ name }) => name === outcome.name);
  if (same) {
    const rows = same.rows + outcome.rows;
    const status = same.rows > 0 ? same.status : outcome.status;
    Object.assign(same, { rows, status, measured: String(rows) });
  } else run.discarded.push({ ...outcome });
  const { name, column, status, severity, measured, expected, rows } = same ?? outcome;
  checkFinished(run, {
    name,
    kind: 'evolution',
    rule: 'schema',
    ...(column !== undefined && { column }),
    success: status === 'passed',
    severity: severity === 'fail' ? 'error' : 'warning',
    offending: rows,
    expected,
    actual: measured ?? '0',
  });
}

/** Values are never left out silently. */
export function warnDiscarded(run: JobRun, rows: number, reason: string): void {
  const destination = run.job.destinations.find(({ kind }) => kind === 'table');
  const values = rows === 1 ? '1 value was' : `${rows} values were`;
  const issue = {
    code: 'VALUES_DISCARDED',
    severity: 'warning' as const,
    message: `${values} left out of ${run.address}: ${reason} (schema_evolution: discard_value)`,
    position: destination?.position ?? run.job.position,
    address: run.address,
  };
  run.issues.push(issue);
  run.context.emit({ type: 'warning', at: run.context.host.now().toISOString(), issue });
}
