import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isAlive, thisProcess, type Owner } from './owner';

/** How a run's files in the spool end. */
const EVENTS = '.ndjson';
const ENDS = '.ends';
const OWNER = '.owner';
const SENT = '.sent';
const REFUSED = 'refused.log';

/**
 * Events on their way, a file a run: `<run>.ndjson` as the run wrote them; `<run>.ends`, the ends that another process
 * found out for it, made once; `<run>.owner`, the process that is at it; `<run>.<transport>.sent`, how many were taken.
 */
export class Spool {
  constructor(readonly folder: string) {}

  /** Says that this process writes the run's events. */
  begin(run: string): void {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(this.path(run, OWNER), JSON.stringify(thisProcess()));
  }

  /** One line, in one write: a killed process leaves all of it or nothing. */
  append(run: string, event: string): void {
    appendFileSync(this.path(run, EVENTS), `${event}\n`);
  }

  /** The run's own events are complete. */
  end(run: string): void {
    rmSync(this.path(run, OWNER), { force: true });
  }

  /** Runs whose events are here and whose process is gone, oldest first. */
  left(now: number): string[] {
    const names = this.names();
    const runs = names.filter((name) => name.endsWith(EVENTS)).map((name) => name.slice(0, -EVENTS.length));
    return runs.filter((run) => !this.isOwned(run, now)).sort();
  }

  /** The run's own events; a line that was not written to its end is none. */
  events(run: string): string[] {
    return lines(this.path(run, EVENTS));
  }

  /** The ends that another process found out. */
  ends(run: string): string[] {
    return lines(this.path(run, ENDS));
  }

  /** Whether every START of the run has its end in the spool. */
  isSettled(run: string): boolean {
    return existsSync(this.path(run, ENDS));
  }

  /** Keeps the ends of a dead run; where another process was first, its ends hold. */
  settle(run: string, ends: readonly string[]): void {
    const temporary = this.path(run, `.${randomBytes(4).toString('hex')}.tmp`);
    writeFileSync(temporary, ends.map((end) => `${end}\n`).join(''));
    try {
      linkSync(temporary, this.path(run, ENDS));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  /** How many of the run's events a transport has taken or refused. */
  sent(run: string, transport: string): number {
    const [count = ''] = lines(this.path(run, `.${transport}${SENT}`));
    return /^\d+$/.test(count) ? Number(count) : 0;
  }

  markSent(run: string, transport: string, count: number): void {
    writeFileSync(this.path(run, `.${transport}${SENT}`), `${count}\n`);
  }

  /** Sets an event aside that a backend will never take. */
  refuse(entry: string): void {
    appendFileSync(join(this.folder, REFUSED), `${entry}\n`);
  }

  /** Everything of a run is delivered. */
  remove(run: string): void {
    const others = this.names().filter((name) => name.startsWith(`${run}.`) && !name.endsWith(EVENTS));
    for (const name of [`${run}${EVENTS}`, ...others]) rmSync(join(this.folder, name), { force: true });
  }

  private isOwned(run: string, now: number): boolean {
    try {
      const file = this.path(run, OWNER);
      return isAlive(JSON.parse(readFileSync(file, 'utf-8')) as Owner, this.lastSign(run), now);
    } catch {
      return false;
    }
  }

  private lastSign(run: string): number {
    return Math.max(...[EVENTS, OWNER].map((end) => statSync(this.path(run, end)).mtimeMs));
  }

  private names(): string[] {
    try {
      return readdirSync(this.folder);
    } catch {
      return [];
    }
  }

  private path(run: string, end: string): string {
    return join(this.folder, `${run}${end}`);
  }
}

function lines(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf-8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== '');
}
