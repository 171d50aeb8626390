import type { Issue, Position } from './model/issue';

/** Exit statuses, as in docs/errors.md. */
export const EXIT = {
  ok: 0,
  data: 1,
  config: 2,
  environment: 3,
  unknown: 4,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

type CodeEntry = { exit: number; retry: boolean; hint: string };

/** Every error code: its exit status, whether trying again can help, and the hint shown where none is nearer. */
export const CODES = {
  CONFIG_SYNTAX: { exit: 2, retry: false, hint: 'Correct the syntax at the marked place.' },
  CONFIG_INVALID: {
    exit: 2,
    retry: false,
    hint: 'Correct the value at the marked place; docs/reference lists every key.',
  },
  CONFIG_LIMIT: { exit: 2, retry: false, hint: 'Split the file: at most 1 MiB and 64 levels are read.' },
  CONFIG_SECRET: { exit: 2, retry: false, hint: 'Put a reference there: {"env": "NAME"} or {"file": "path"}.' },
  WORKSPACE_MISSING: {
    exit: 2,
    retry: false,
    hint: 'Run it inside a folder with global-properties.json, give --workspace DIR, or make one with `mesh init`.',
  },
  USAGE: { exit: 2, retry: false, hint: 'See `mesh --help`.' },
  NAME_INVALID: { exit: 2, retry: false, hint: 'Names match [a-z][a-z0-9_]{0,62} and are no reserved words.' },
  REFERENCE_UNKNOWN: {
    exit: 2,
    retry: false,
    hint: 'Read an existing dataset, an earlier step of the job, or `input`.',
  },
  REFERENCE_PRIVATE: { exit: 2, retry: false, hint: 'Read a gold dataset that the other domain publishes.' },
  CONTRACT_VERSION: { exit: 2, retry: false, hint: 'Give both the same version, or widen the range.' },
  CONTRACT_COLUMNS: { exit: 2, retry: false, hint: 'Correct the SQL, or the contract and its version.' },
  SUNSET: { exit: 2, retry: false, hint: 'Read the version that follows; its producer names it.' },
  CYCLE: { exit: 2, retry: false, hint: 'Break the circle: let one of the datasets read something earlier.' },
  SQL_SYNTAX: { exit: 2, retry: false, hint: 'Correct the SQL at the marked place.' },
  SQL_REFUSED: { exit: 2, retry: false, hint: 'A step is one SELECT over datasets and earlier steps.' },
  SQL_BIND: { exit: 2, retry: false, hint: 'Correct the column, type or function at the marked place.' },
  SOURCE_MISSING: { exit: 2, retry: false, hint: 'Put the file there or correct the path.' },
  SOURCE_CHANGED: {
    exit: 2,
    retry: false,
    hint: 'Set "on_changed_file" to "append_as_new" or "ignore", or restore the file.',
  },
  TABLE_MISSING: { exit: 2, retry: false, hint: 'Build it first.' },
  TABLE_UNSUPPORTED: {
    exit: 2,
    retry: false,
    hint: 'The table needs a feature that this version does not have; upgrade or recreate it.',
  },
  VERSION_MISSING: { exit: 2, retry: false, hint: 'See `mesh history ADDRESS` for the versions that can be read.' },
  VALUES_DISCARDED: {
    exit: 1,
    retry: false,
    hint: 'Set "schema_evolution": "evolve" to take new columns and wider types in.',
  },
  SCHEMA_FROZEN: { exit: 1, retry: false, hint: 'Set "schema_evolution": "evolve" or select the table\'s columns.' },
  SCHEMA_CONFLICT: { exit: 2, retry: false, hint: 'Cast the column to the type of the table.' },
  DATA_INVALID: { exit: 1, retry: false, hint: 'Correct the data, or let a rule send such rows to the quarantine.' },
  THRESHOLD: { exit: 1, retry: false, hint: 'See `mesh quarantine list ADDRESS`.' },
  CONTRACT_BROKEN: {
    exit: 1,
    retry: false,
    hint: 'Correct the data or the rule; the rows are in `mesh quarantine list ADDRESS`, the version before is still visible.',
  },
  CONTRACT_BUMP: { exit: 1, retry: false, hint: 'Raise the version of the contract, or take the change back.' },
  TEST_FAILED: { exit: 1, retry: false, hint: 'Correct the SQL or the expected rows.' },
  BLOCKED: { exit: 2, retry: false, hint: 'Correct the upstream dataset first.' },
  SOURCE_UNREADABLE: { exit: 3, retry: false, hint: 'Check the permissions and the medium.' },
  DISK_FULL: { exit: 3, retry: true, hint: 'Free some space and run it again; tables are unchanged.' },
  IO: { exit: 3, retry: true, hint: 'Check the medium and run it again; tables are unchanged.' },
  OUT_OF_MEMORY: {
    exit: 3,
    retry: false,
    hint: 'Raise "memory_limit" in global-properties.json or read less at once.',
  },
  STORE_UNSUPPORTED: {
    exit: 3,
    retry: false,
    hint: 'Use a file system with hard links, or set "unsafe": true knowing that writers may overwrite each other.',
  },
  CONFLICT: { exit: 3, retry: true, hint: 'Another run writes the same table; run it again.' },
  ENGINE: { exit: 3, retry: false, hint: "Run it again with --debug for the engine's own words." },
  OUTCOME_UNKNOWN: { exit: 4, retry: false, hint: 'Run `mesh recover` to find out whether the commit is there.' },
  BUG: { exit: 70, retry: false, hint: 'This is a bug of mu-mesh; please report it with the stack trace.' },
  ROWS_REPEAT: { exit: 0, retry: false, hint: 'Use mode overwrite where rows must not repeat.' },
  UPSTREAM_STALE: { exit: 0, retry: false, hint: 'Put + before the selector to build upstream too.' },
  INTERRUPTED: { exit: 130, retry: true, hint: 'Run it again; it goes on from the last commit.' },
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof CODES;

export interface MeshErrorOptions {
  hint?: string;
  position?: Position;
  address?: string;
  /** All findings, where there are several; the message is then their summary. */
  issues?: Issue[];
  cause?: unknown;
}

/** The one error class: what happened, where, and what to do. Its code decides exit status and retry. */
export class MeshError extends Error {
  readonly code: Code;
  readonly hint: string;
  readonly position: Position | undefined;
  readonly address: string | undefined;
  readonly issues: Issue[];

  constructor(code: Code, message: string, options: MeshErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'MeshError';
    this.code = code;
    this.hint = options.hint ?? CODES[code].hint;
    this.position = options.position;
    this.address = options.address;
    this.issues = options.issues ?? [this.toIssue()];
  }

  get exit(): number {
    return CODES[this.code].exit;
  }

  get retry(): boolean {
    return CODES[this.code].retry;
  }

  private toIssue(): Issue {
    return {
      code: this.code,
      severity: 'error',
      message: this.message,
      hint: this.hint,
      ...(this.position && { position: this.position }),
      ...(this.address && { address: this.address }),
      ...((this.code === 'BUG' || this.code === 'ENGINE') && { stack: stackOf(this) }),
    };
  }
}

function stackOf(error: Error): string {
  const { cause } = error;
  const deeper =
    typeof cause === 'object' && cause !== null && 'stack' in cause ? `\ncaused by: ${String(cause.stack)}` : '';
  return `${error.stack ?? error.message}${deeper}`;
}

/** System calls that only a writer makes. */
const WRITES = new Set(['mkdir', 'mkdtemp', 'write', 'rename', 'link', 'unlink', 'rmdir', 'ftruncate', 'copyfile']);

/** Wraps anything thrown: system errors get their code (ENOSPC, EACCES …), a MeshError passes, the rest is our bug. */
export function toMeshError(error: unknown): MeshError {
  if (error instanceof MeshError) return error;
  const { code, message, syscall } = systemError(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new MeshError('DISK_FULL', message, { cause: error });
    case 'EACCES':
    case 'EPERM':
      if (WRITES.has(syscall))
        return new MeshError('IO', message, {
          hint: 'Let the user that runs this write there; tables are unchanged.',
          cause: error,
        });
      return new MeshError('SOURCE_UNREADABLE', message, { cause: error });
    case 'EISDIR':
      return new MeshError('SOURCE_UNREADABLE', message, { cause: error });
    case 'EIO':
    case 'EMFILE':
    case 'ENFILE':
    case 'EROFS':
    case 'EBUSY':
    case 'ENOTDIR':
    case 'ELOOP':
    case 'ENAMETOOLONG':
    case 'EFBIG':
    case 'ENODEV':
    case 'ENXIO':
    case 'ESTALE':
    case 'ETIMEDOUT':
      return new MeshError('IO', message, { cause: error });
    case 'ENOENT':
      return new MeshError('SOURCE_MISSING', message, { cause: error });
    default:
      return new MeshError('BUG', message, { cause: error });
  }
}

/** Errors of another realm (a worker, a test's sandbox) are no `instanceof Error` here. */
function systemError(error: unknown): { code: string | undefined; message: string; syscall: string } {
  if (typeof error !== 'object' || error === null) return { code: undefined, message: String(error), syscall: '' };
  const { code, message, syscall, path, dest } = error as Record<string, unknown>;
  const said = message === undefined ? String(error) : String(message);
  return {
    code: typeof code === 'string' ? code : undefined,
    message: typeof path === 'string' ? placed(said, typeof dest === 'string' ? `${path} -> ${dest}` : path) : said,
    syscall: String(syscall ?? ''),
  };
}

/** Node's `EACCES: permission denied, open '/x'` as `/x: permission denied (open)`. */
function placed(message: string, path: string): string {
  const [, reason, call] = /^[A-Z0-9]+: (.+), (\w+) '/s.exec(message) ?? [];
  return reason === undefined ? message : `${path}: ${reason} (${call})`;
}

/** Of the codes of several errors, one whose exit status is theirs together. */
export function worstCode(codes: readonly string[]): Code {
  const known = codes.map((code): Code => (isCode(code) ? code : 'BUG'));
  const exit = worstExit(known.map((code) => CODES[code].exit));
  return known.find((code) => CODES[code].exit === exit) ?? 'BUG';
}

/** Whether a text is a key of `CODES`. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(CODES, text);
}

/** The exit status of several failures: the highest of 70 > 4 > 2 > 3 > 1; 0 where there is none. */
export function worstExit(exits: readonly number[]): number {
  const order = [EXIT.bug, EXIT.unknown, EXIT.config, EXIT.environment, EXIT.data];
  return (
    exits.find((exit) => exit === EXIT.interrupted || exit === EXIT.terminated) ??
    order.find((exit) => exits.includes(exit)) ??
    EXIT.ok
  );
}
