import { CODES, EXIT, toMeshError } from '../errors';
import type { Issue } from '../model/issue';
import type { TableDestination } from '../model/job';
import type { Field } from '../model/schema';
import type { KeptRelation, Table } from '../ports';
import type { JobRun } from '../run/job-run';
import type { Rules } from './rules';
import { EXISTING, STAGED, WHOLE } from './shown';
import type { Subject } from './subject';
import { wholeTableNames } from './table-names';

/** What is about to be committed. */
export interface Pending {
  table: Table;
  destination: TableDestination;
  schema: Field[];
  /** -1: there is no table yet. */
  readVersion: number;
  /** Versions of the datasets that the job read. */
  inputs: Readonly<Record<string, number>>;
}

/** One contract's check of one commit. */
export interface Checking {
  run: JobRun;
  pending: Pending;
  subject: Subject;
  rules: Rules;
  /** Rows of the version that an append adds to, visible as EXISTING; undefined where there are none. */
  existing: number | undefined;
  /** Names of the relations that foreign keys lead to, in the order of `rules.foreignKeys`. */
  references: string[];
}

/** The dataset's own name: what the table as the commit leaves it is called in the contract's SQL. */
export function wholeName({ subject }: Pick<Checking, 'subject'>): string {
  return subject.contract.dataset.slice(subject.contract.dataset.lastIndexOf('.') + 1);
}

/** Makes the staged rows visible as STAGED and `input`, and with those that are there already as WHOLE and under the names of the table. */
export async function showRows(checking: Checking, staged: KeptRelation): Promise<void> {
  const { scope } = checking.run;
  const { contract, object } = checking.subject;
  await scope.name(STAGED, staged);
  await scope.name('input', staged);
  const whole =
    checking.existing === undefined
      ? staged
      : await scope.query(`SELECT * FROM "${EXISTING}" UNION ALL BY NAME SELECT * FROM "${STAGED}"`);
  await scope.name(WHOLE, whole);
  for (const name of wholeTableNames(contract, object)) await scope.name(name, whole);
}

/** Tells a warning of the check, now and with the run's result. */
export function warn(run: JobRun, warning: Issue): void {
  run.issues.push(warning);
  run.context.emit({ type: 'warning', at: run.context.host.now().toISOString(), issue: warning });
}

/**
 * Why a rule of a contract that is not enforced cannot be checked, told as a warning; undefined where the error ends the
 * run all the same: the contract is enforced, or it is about the machine and not about the rule.
 */
export function reasonOnly({ run, rules }: Pick<Checking, 'run' | 'rules'>, error: unknown): string | undefined {
  const failure = toMeshError(error);
  if (rules.enforced || run.context.signal.aborted || CODES[failure.code].exit > EXIT.config) return undefined;
  for (const one of failure.issues) warn(run, { ...one, severity: 'warning', address: run.address });
  return failure.message;
}
