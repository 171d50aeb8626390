import { stageWord } from '../contract/lifecycle';
import { MeshError } from '../errors';
import type { CheckOutcome } from '../model/check';
import type { Issue, Position } from '../model/issue';
import type { KeptRelation } from '../ports';
import { checkFinished, type JobRun } from '../run/job-run';
import { reasonOnly, showRows, warn, type Checking, type Pending } from './checking';
import { brokenWords } from './demand';
import type { Measured } from './measure';
import { keepFailing } from './pending-rows';
import { showReferences } from './references';
import { checkRows } from './row-checks';
import { rulesOf } from './rules';
import { schemaOutcome } from './schema-rule';
import { EXISTING } from './shown';
import { subjectOf } from './subject';
import { checkTable, type Placed } from './table-checks';

/** The rows to commit, and what the contract's rules found in them. */
export interface Checked {
  /** Staged again where some of them were diverted, else as they were given. */
  staged: KeptRelation;
  outcomes?: CheckOutcome[];
}

/**
 * Holds computed rows against the contract of their dataset, before anything is visible. Rows that break a row rule leave
 * for the quarantine; a table rule that fails throws CONTRACT_BROKEN with every finding, its rows kept as pending.
 * Tables without a contract, and private ones, pass as they are.
 */
export async function checkStaged(run: JobRun, pending: Pending, staged: KeptRelation): Promise<Checked> {
  const subject =
    pending.destination.table === run.address ? subjectOf(run.context, run.address, pending.schema) : undefined;
  if (!subject) return { staged };
  const rules = rulesOf(subject);
  const schema = schemaOutcome(subject.object, pending.schema, rules.enforced);
  const schemaPlaced: Placed[] = schema ? [{ outcome: schema, position: subject.object.position }] : [];
  const parts = { run, pending, subject, rules, existing: undefined };
  if (schema?.status === 'failed') return stop({ ...parts, references: [] }, undefined, schemaPlaced);
  const known = { ...parts, existing: await showExisting(run, pending) };
  await showRows({ ...known, references: [] }, staged);
  const checking = await withReferences(known);
  const rows = await checkRows(checking, staged);
  const rowsPlaced = rows.outcomes.map((outcome) => ({ outcome, position: positionOf(checking, outcome) }));
  const placed = [...schemaPlaced, ...rowsPlaced, ...(await checkTable(checking, rows.measured))];
  if (placed.some(({ outcome }) => outcome.status === 'failed')) return stop(checking, rows.measured, placed);
  report(checking, placed);
  return { staged: rows.staged, outcomes: bounded(placed) };
}

/** Rows that an append adds to are visible as EXISTING. Returns their number. */
export async function showExisting(
  run: JobRun,
  { table, destination, readVersion }: Pending,
): Promise<number | undefined> {
  if (destination.mode !== 'append' || readVersion < 0) return undefined;
  const relation = await run.scope.table(await table.scan(readVersion));
  await run.scope.name(EXISTING, relation);
  return run.scope.count(relation);
}

/** Without the foreign keys where they lead to nothing and the contract is not enforced. */
export async function withReferences(known: Omit<Checking, 'references'>): Promise<Checking> {
  try {
    return { ...known, references: await showReferences(known) };
  } catch (error) {
    if (reasonOnly(known, error) === undefined) throw error;
    return { ...known, rules: { ...known.rules, foreignKeys: [] }, references: [] };
  }
}

async function stop(checking: Checking, measured: Measured | undefined, placed: readonly Placed[]): Promise<never> {
  await keepFailing(checking, measured, placed, bounded(placed));
  report(checking, placed);
  const issues = placed
    .filter(({ outcome }) => outcome.status === 'failed')
    .map((failed) => issue(checking, failed, 'error'));
  const [first] = issues;
  const message =
    issues.length > 1
      ? `${issues.length} rules of the contract are broken; the table is unchanged`
      : (first?.message ?? '');
  throw new MeshError('CONTRACT_BROKEN', message, { issues, ...(first?.position && { position: first.position }) });
}

function report(checking: Checking, placed: readonly Placed[]): void {
  const { run } = checking;
  for (const one of placed) {
    const { name, kind, column, severity, status, measured, expected, rows } = one.outcome;
    if (status === 'unchecked') continue;
    checkFinished(run, {
      name,
      kind: 'contract',
      rule: kind,
      ...(column !== undefined && { column }),
      success: status === 'passed',
      severity: severity === 'fail' ? 'error' : 'warning',
      offending: rows,
      expected,
      actual: measured ?? 'null',
    });
    if (status !== 'warned') continue;
    warn(run, issue(checking, one, 'warning'));
  }
}

function issue({ run, rules, subject }: Checking, { outcome, position }: Placed, severity: 'error' | 'warning'): Issue {
  const { name, measured, rows, kind } = outcome;
  const found = kind === 'schema' ? (measured ?? '') : `\`${name}\` ${brokenWords(outcome)}`;
  return {
    code: 'CONTRACT_BROKEN',
    severity,
    message: `the contract is broken${rules.enforced ? '' : ` (not enforced: it is ${stageWord(subject.contract)})`}: ${found}`,
    ...(severity === 'error' && { hint: adviceOf(run.address, rows) }),
    position,
    address: run.address,
  };
}

function adviceOf(address: string, rows: number): string {
  const where =
    rows > 0
      ? `the rows are in \`mesh quarantine list ${address}\``
      : `\`mesh checks ${address}\` has all that was found`;
  return `Correct the data or the rule; ${where}, the table is as it was.`;
}

function positionOf({ subject }: Checking, { column }: CheckOutcome): Position {
  const path = column?.split(', ')[0];
  return subject.columns.find((candidate) => candidate.path === path)?.property.position ?? subject.object.position;
}

/** Outcomes and characters that a version's state keeps. */
const MOST = 500;
const LONGEST = 300;

function bounded(placed: readonly Placed[]): CheckOutcome[] {
  const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
  return placed.slice(0, MOST).map(({ outcome }) => ({
    ...outcome,
    name: cut(outcome.name),
    expected: cut(outcome.expected),
    measured: outcome.measured === null ? null : cut(outcome.measured),
  }));
}
