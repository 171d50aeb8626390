import { join } from 'node:path';
import type { Issue } from '../model/issue';
import type { Scope, TableHead } from '../ports';
import { nameClosed } from './closed-rows';
import { SCHEMA_ROWS, SCHEMA_ROWS_HINT } from './discard-columns';
import type { Replay } from './replay';
import { quarantineRelation, rulesOf } from './replay-rows';

/** Names inside of this replay: rows of one rule, and those that are open no longer. */
const [LEFT, CLOSED] = ['mesh_left_rows', 'mesh_left_closed'];

/** Warnings about open rows that no replay takes: those of `discard_row`, and of steps that the job has no more. */
export async function leftRows(replay: Replay, scope: Scope, head: TableHead): Promise<Issue[]> {
  const { location } = replay.table;
  const known = new Set(rulesOf(replay));
  const entries = [...(head.state?.entries.values() ?? [])];
  const files = new Map<string, string[]>();
  for (const entry of entries) {
    if (entry.kind !== 'quarantine' || known.has(entry.rule)) continue;
    files.set(entry.rule, [...(files.get(entry.rule) ?? []), join(location, entry.file)]);
  }
  if (files.size === 0) return [];
  const closed = await nameClosed(scope, CLOSED, location, entries);
  const open = closed ? `id NOT IN (SELECT id FROM ${CLOSED})` : 'true';
  const issues: Issue[] = [];
  for (const [rule, paths] of files) {
    await scope.name(LEFT, await quarantineRelation(scope, ...paths));
    const rows = await scope.count(await scope.query(`SELECT id FROM ${LEFT} WHERE ${open}`));
    if (rows > 0) issues.push(leftBy(replay, rule, rows));
  }
  return issues;
}

function leftBy(replay: Replay, rule: string, rows: number): Issue {
  const were = rows === 1 ? '1 open row was' : `${rows} open rows were`;
  const [why, hint] =
    rule === SCHEMA_ROWS
      ? [`${rows === 1 ? 'it has' : 'they have'} values that the table has no place for`, SCHEMA_ROWS_HINT]
      : ['no step has that name', 'Call the step by its old name again, or discard the rows with a reason.'];
  return notReplayed(replay, `${were} refused by \`${rule}\` and not replayed: ${why}`, hint);
}

/** A warning about open rows that this replay leaves as they are. */
export function notReplayed({ dataset, destination }: Replay, message: string, hint: string): Issue {
  return { code: 'USAGE', severity: 'warning', message, hint, position: destination.position, address: dataset.id };
}
