import type { CheckOutcome } from '../model/check';
import type { KeptRelation, SteadyRelation } from '../ports';
import { showRows, type Checking } from './checking';
import { mark, quarantineMarked, unmarked, type Marked } from './divert';
import { measure, type Measured } from './measure';
import { STAGED } from './shown';
import { brokenLinks, isBroken, suspects } from './suspects';
import { conditionsOf, isSteady, stageRows, stageUnbroken } from './unwritten';

export interface RowChecks {
  staged: KeptRelation;
  /** Of the rows that stay. */
  measured: Measured;
  outcomes: CheckOutcome[];
}

/** Judges every row; those that break a rule leave for the quarantine where the contract does not say otherwise. */
export async function checkRows(checking: Checking, rows: KeptRelation): Promise<RowChecks> {
  if (isSteady(rows)) return checkUnwritten(checking, rows);
  const broken = await suspects(checking, rows);
  if (!broken.rows.includes(true) && !isBroken(broken)) return passed(checking, rows);
  return judged(checking, rows, await mark(checking, rows, broken));
}

/** Rows that are computed again at each reading: what breaks no rule is written once, what may break one is kept apart. */
async function checkUnwritten(checking: Checking, rows: SteadyRelation): Promise<RowChecks> {
  const { rules, run } = checking;
  const links = await brokenLinks(checking, rows);
  const diverted = run.head?.state?.head.checks?.some(({ status }) => status === 'diverted');
  if (!diverted && !isBroken(links)) {
    const staged = await stageUnbroken(checking, rows);
    if (staged) return passed(checking, staged);
  }
  const conditions = await conditionsOf(checking, links);
  const anyOf = (places: readonly number[]): string =>
    places.flatMap((place) => (conditions[place] === undefined ? [] : [`(${conditions[place]})`])).join(' OR ');
  const some = anyOf([...conditions.keys()]) || 'false';
  const apart = await run.scope.keep(await run.scope.query(`SELECT * FROM "${STAGED}" WHERE ${some}`));
  if (apart.rows === 0) return passed(checking, await stageRows(checking, `SELECT * FROM "${STAGED}"`, rows.rows));
  const marked = await mark(checking, apart, { ...links, rows: rules.rows.map(() => true) });
  return judged(checking, rows, { ...marked, apart: anyOf([...marked.counts.keys()]) });
}

async function passed(checking: Checking, staged: KeptRelation): Promise<RowChecks> {
  await showRows(checking, staged);
  return { staged, measured: await measure(checking, staged), outcomes: outcomes(checking, new Map()) };
}

async function judged(checking: Checking, rows: KeptRelation, marked: Marked): Promise<RowChecks> {
  const { rules, run } = checking;
  const found = outcomes(checking, marked.counts);
  if (rules.action !== 'warn') {
    const refused = await quarantineMarked(checking, marked);
    if (rules.action === 'quarantine') {
      run.rows.quarantined += refused;
      const kept = await unmarked(checking, rows, marked);
      await showRows(checking, kept);
      return { staged: kept, measured: await measure(checking, kept), outcomes: found };
    }
  }
  return { staged: rows, measured: await measure(checking, rows), outcomes: found };
}

function outcomes({ rules }: Checking, counts: ReadonlyMap<number, number>): CheckOutcome[] {
  const severity = rules.action === 'warn' ? 'warn' : 'fail';
  const status = { quarantine: 'diverted', fail: 'failed', warn: 'warned' } as const;
  const all = [
    ...rules.rows.map(({ name, kind, column, expected }) => ({ name, kind, column, expected })),
    ...rules.keys.map(({ name, kind, columns }) => ({
      name,
      kind,
      column: columns.map(({ path }) => path).join(', '),
      expected: 'no value twice',
    })),
    ...rules.foreignKeys.map(({ name, columns, words }) => ({
      name,
      kind: 'foreignKey' as const,
      column: columns.map(({ path }) => path).join(', '),
      expected: `in ${words}`,
    })),
  ];
  return all.map((rule, place) => {
    const rows = counts.get(place) ?? 0;
    return { ...rule, severity, status: rows === 0 ? 'passed' : status[rules.action], measured: String(rows), rows };
  });
}
