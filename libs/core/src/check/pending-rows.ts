import type { CheckOutcome } from '../model/check';
import { addQuarantine, quarantineFile } from '../run/ingest';
import type { Checking } from './checking';
import { repeatedRowsSql } from './library-rule';
import type { Measured } from './measure';
import { identifier } from './quote';
import { STAGED } from './shown';
import type { Placed } from './table-checks';

/** Keeps the rows that failing rules found, everything else that this run refused, and what all rules found, as pending: shown, counted nowhere. */
export async function keepFailing(
  checking: Checking,
  measured: Measured | undefined,
  placed: readonly Placed[],
  outcomes: CheckOutcome[],
): Promise<void> {
  const { run, rules, pending } = checking;
  const names = pending.schema.map((field) => identifier(field.name)).join(', ');
  for (const [index, rule] of rules.library.entries()) {
    const metric = measured?.metrics[index];
    const failed = placed.find(
      ({ position, outcome }) => position === rule.position && outcome.status === 'failed' && outcome.rows > 0,
    );
    if (!failed || !metric) continue;
    const sql =
      metric.by === 'key'
        ? repeatedRowsSql(metric.columns, names)
        : metric.by === 'condition'
          ? `SELECT ${names} FROM "${STAGED}" WHERE ${metric.broken}`
          : undefined;
    if (sql === undefined) continue;
    const name = `contract-rule-${index}`;
    const reason = `${failed.outcome.name}: ${failed.outcome.measured} instead of ${failed.outcome.expected}`;
    const rows = await run.scope.quarantine(await run.scope.query(sql), {
      file: await quarantineFile(run, name),
      run: run.run,
      rule: failed.outcome.name,
      reason,
    });
    addQuarantine(run, name, rows);
  }
  await run.table?.keepPending(
    run.run,
    [...run.entries.values()].flatMap((entry) => (entry?.kind === 'quarantine' ? [entry] : [])),
    outcomes,
  );
}
