/** A promise, and the spec that tries to break it. */
export interface Proof {
  promise: string;
  /** From the repository's root. */
  spec: string;
  /** Size in `npm test`. */
  change: string;
  /** Size in `npm run test:full`. */
  full: string;
  /** The bug that was planted once and that the spec caught; undefined where none was. */
  planted?: string;
}

const RUN = 'tools/proofs/src/run';
const SECURITY = 'tools/proofs/src/security';

/** In the order of docs/reliability.md. */
export const PROOFS: readonly Proof[] = [
  {
    promise: 'A run killed at any step, run again, gives exact rows, state and quarantine',
    spec: `${RUN}/kill.spec.ts`,
    change: '10 steps × append, overwrite',
    full: 'the same',
    planted: 'the list of read files saved outside of the commit',
  },
  {
    promise:
      'Each operation of engine and file system fails, once or for good: typed, before or after, then it succeeds',
    spec: `${RUN}/faults.spec.ts`,
    change: 'every third operation × 2 faults',
    full: 'every operation × 4 faults',
    planted: 'a failure after the commit that says that tables are unchanged',
  },
  {
    promise: 'A full disk is DISK_FULL, shows nothing partial, and the next run makes it good',
    spec: `${RUN}/disk-full.spec.ts`,
    change: '16 sizes from 64 KiB',
    full: '64 sizes',
    planted: 'ENOSPC not known as such',
  },
  {
    promise:
      'SIGINT or SIGTERM at a random moment: it ends soon, at once at a second one, with whole tables, and goes on',
    spec: `${RUN}/signals.spec.ts`,
    change: '4 moments × one signal, 2 × two, seed 12',
    full: '50 moments × one signal, 25 × two, seed 12',
    planted: 'an exit that waits for a statement that heeds no interrupt',
  },
  {
    promise: 'Processes that run one dataset at once lose no row and repeat none; readers see whole versions',
    spec: `${RUN}/concurrent.spec.ts`,
    change: '4 processes × 2 rounds',
    full: '4 processes × 20 rounds',
    planted: 'a commit that does not compare the version it read',
  },
  {
    promise: 'Writers of one table: contiguous versions, no row lost',
    spec: 'libs/lakehouse/src/writers.spec.ts',
    change: '4 processes × 50 commits',
    full: '8 processes × 250 commits',
    planted: 'rename in place of link',
  },
  {
    promise: 'Power loss at any moment: version n or n + 1',
    spec: 'libs/lakehouse/src/power-loss.spec.ts',
    change: 'every prefix of a commit',
    full: 'the same',
    planted: 'a missing fsync',
  },
  {
    promise: 'Unchanged datasets are skipped, changed ones rebuilt; no file is read twice',
    spec: `${RUN}/incremental.spec.ts`,
    change: 'all cases',
    full: 'the same',
    planted: 'files compared by time alone, not by content',
  },
  {
    promise: 'Rollback restores rows and state, holds the dataset, and the release reads dropped files again',
    spec: `${RUN}/rollback.spec.ts`,
    change: 'all cases × append, overwrite',
    full: 'the same',
    planted: 'a hold that does not hold',
  },
  {
    promise: 'Rows in = rows out + quarantined + dropped',
    spec: `${RUN}/quarantine.spec.ts`,
    change: 'all cases',
    full: 'the same',
    planted: 'an overwrite that keeps the old quarantine',
  },
  {
    promise: 'A replay appends what passes, once, each value in its column',
    spec: `${RUN}/replay.spec.ts`,
    change: 'all cases',
    full: 'the same',
    planted: 'the header of the file as it is now',
  },
  {
    promise: 'Rows that a filter refused are replayed from there on: exact values, once, none lost',
    spec: `${RUN}/replay-filter.spec.ts`,
    change: 'all cases',
    full: 'the same',
    planted: 'one quarantine file for the rows of two rules',
  },
  {
    promise: 'A damaged commit or state of a table is named; nothing is written over it',
    spec: 'libs/lakehouse/src/damaged.spec.ts',
    change: 'all cases',
    full: 'the same',
    planted: 'a search for the state that reads no line without one',
  },
  {
    promise: 'A failure is one message with its exit status; tables are untouched; no stack trace',
    spec: `${RUN}/failures.spec.ts`,
    change: 'all cases',
    full: 'the same',
    planted: 'an overwrite that goes on without files',
  },
  {
    promise: 'SQL and sources reach nothing outside of their job',
    spec: `${SECURITY}/sandbox.spec.ts`,
    change: 'all probes',
    full: 'the same',
    planted: 'a gate that refuses nothing',
  },
  {
    promise: 'No text of configuration, data or arguments becomes code or a path',
    spec: `${SECURITY}/injection.spec.ts`,
    change: '50 payloads',
    full: '500 payloads',
    planted: 'identifiers and literals without quoting',
  },
  {
    promise: '40 secrets: in no output and no file, in no encoding',
    spec: `${SECURITY}/secrets.spec.ts`,
    change: '21 failures × 7 commands × 2 forms',
    full: '21 failures × 14 commands × 3 forms',
    planted: 'no redactor',
  },
  {
    promise: 'Mutated workspaces: no crash, each finding with a place',
    spec: `${SECURITY}/fuzz.spec.ts`,
    change: '1,000, seed 11',
    full: '10,000, seed 11',
    planted: 'a SQL finding without its place',
  },
  {
    promise:
      'Mutated Parquet files: one message that names the file, tables untouched, others written, then exact rows',
    spec: `${SECURITY}/parquet/parquet.spec.ts`,
    change: '54, seed 5',
    full: '612, seeds 5 to 10',
    planted: 'a failure of the engine told as it is, without the file',
  },
  {
    promise: 'Mutated configuration files: no crash, each finding with a place',
    spec: 'libs/core/src/config/fuzz.spec.ts',
    change: '1,000, seed 7',
    full: '10,000, seed 7',
    planted: 'findings about keys without their place',
  },
  {
    promise: 'Other readers agree at every version',
    spec: 'tools/proofs/src/delta-rs/delta-rs.spec.ts',
    change: 'all tables',
    full: 'the same',
    planted: 'an overwrite that removes nothing',
  },
];
