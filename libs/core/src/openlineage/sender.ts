import type { Spool } from './spool/spool';
import type { Transport } from './transport';

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 10_000;

/**
 * Brings events to one transport, in order, in the background of a run. What is not taken is tried again, less and
 * less often; at the end it is tried once more, and a backend that is still not there waits for the next run.
 */
export class Sender {
  /** Why the last event was not taken; undefined where it was. */
  failure: string | undefined;
  /** Events set aside, and the last reason. */
  refused: { count: number; reason: string } | undefined;
  /** Milliseconds until the next try. */
  private pause = FIRST_PAUSE;
  private closing = false;
  private wake: (() => void) | undefined;
  private readonly own: string[] = [];

  constructor(
    readonly transport: Transport,
    private readonly spool: Spool,
    private readonly signal: AbortSignal,
    /** A value as one line of JSON without secrets. */
    private readonly json: (value: unknown) => string,
  ) {}

  /** Another event of this run. */
  add(event: string): void {
    const idle = this.failure === undefined;
    this.own.push(event);
    if (idle) this.wake?.();
  }

  /** No more events come. */
  finish(): void {
    this.closing = true;
    this.wake?.();
  }

  /** Sends what earlier runs left, oldest first, then this run's events as they come. Ends after `finish` or an abort. */
  async work(left: readonly string[], run: () => string): Promise<void> {
    for (const earlier of left) {
      if (!(await this.deliver(earlier, [...this.spool.events(earlier), ...this.spool.ends(earlier)]))) return;
    }
    while (!this.signal.aborted) {
      if (this.spool.sent(run(), this.transport.id) < this.own.length) {
        if (!(await this.deliver(run(), this.own))) return;
      } else if (this.closing) return;
      else await this.sleep(undefined);
    }
  }

  /** false: given up for now. `events` may grow meanwhile. */
  private async deliver(run: string, events: readonly string[]): Promise<boolean> {
    const { id } = this.transport;
    for (let count = this.spool.sent(run, id); count < events.length;) {
      const event = events[count] ?? '';
      const lastTry = this.closing && this.failure !== undefined;
      const delivery = await this.transport.send(event, this.signal);
      if ('later' in delivery) {
        this.failure = delivery.later;
        if (lastTry || this.signal.aborted) return false;
        await this.sleep(this.closing ? FIRST_PAUSE / 2 : Math.max(this.pause, delivery.after ?? 0));
        this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
        continue;
      }
      if ('refused' in delivery) this.setAside(event, delivery.refused);
      this.failure = undefined;
      this.pause = FIRST_PAUSE;
      count += 1;
      this.spool.markSent(run, id, count);
    }
    return true;
  }

  private setAside(event: string, reason: string): void {
    this.refused = { count: (this.refused?.count ?? 0) + 1, reason };
    this.spool.refuse(this.json({ transport: this.transport.label, reason, event: parsed(event) }));
  }

  /** Until the time is over, or something happens. */
  private sleep(milliseconds: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(() => this.wake?.(), milliseconds);
      const wake = (): void => {
        clearTimeout(timer);
        this.signal.removeEventListener('abort', wake);
        this.wake = undefined;
        resolve();
      };
      this.wake = wake;
      if (this.signal.aborted) wake();
      else this.signal.addEventListener('abort', wake, { once: true });
    });
  }
}

function parsed(event: string): unknown {
  try {
    return JSON.parse(event);
  } catch {
    return event;
  }
}
