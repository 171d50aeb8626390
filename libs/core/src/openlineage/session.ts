import { join } from 'node:path';
import type { EventSink, RunEvent } from '../model/events';
import type { SecretSources } from '../secret';
import { endOf, type Ending } from './ending';
import type { LineageEvent } from './event';
import type { LineageKnowledge } from './knowledge';
import { Sender } from './sender';
import type { OpenLineageSettings } from './settings';
import { Spool } from './spool/spool';
import { createTransport } from './transport';
import { LineageTranslator } from './translate';

export interface LineageOptions {
  /** The workspace, absolute; events are spooled in its `.mesh/openlineage`. */
  root: string;
  settings: OpenLineageSettings;
  knowledge: LineageKnowledge;
  secrets: SecretSources;
  /** A value as one line of JSON without secrets. */
  json(value: unknown): string;
  /** Shows a line, for the console transport. */
  print(line: string): void;
  now(): Date;
  /** What a run that died did to a dataset, by its table. */
  ending(address: string, run: string): Promise<Ending>;
}

/**
 * The OpenLineage side of one call of mesh: sends what earlier runs left, and the events of this run, in the background.
 * Nothing here fails a run or waits for a backend, but `close` for its bounded time.
 */
export class LineageSession {
  private readonly spool: Spool;
  private readonly translator: LineageTranslator;
  private readonly stop = new AbortController();
  private readonly senders: Sender[];
  private readonly settled: Promise<string[]>;
  private readonly work: Promise<unknown>;
  private readonly open = new Set<string>();
  private readonly notes = new Set<string>();
  private run = '';
  private begun = false;

  constructor(private readonly options: LineageOptions) {
    const { settings, secrets, print, knowledge, root } = options;
    this.spool = new Spool(join(root, '.mesh', 'openlineage'));
    this.translator = new LineageTranslator(knowledge);
    const transports = settings.transports.map((transport) => createTransport(transport, secrets, print));
    this.senders = transports.map((transport) => new Sender(transport, this.spool, this.stop.signal, options.json));
    this.settled = this.settleLeft();
    const sending = this.settled.then((left) =>
      Promise.all(this.senders.map((sender) => sender.work(left, () => this.run))),
    );
    this.work = sending.catch((error: unknown) => this.note(error));
  }

  /** Spools the events that a run's event stands for. */
  readonly sink: EventSink = (event) => {
    try {
      this.take(event);
    } catch (error) {
      this.note(error);
    }
  };

  /** Waits for the backends, at most the bounded time. Returns what people should know: one sentence each. */
  async close(): Promise<string[]> {
    let timer: NodeJS.Timeout | undefined;
    const bound = new Promise<void>((resolve) => (timer = setTimeout(resolve, this.options.settings.wait)));
    this.senders.forEach((sender) => sender.finish());
    await Promise.race([this.work, bound]);
    clearTimeout(timer);
    this.stop.abort();
    await this.work;
    try {
      this.tidy(await this.settled);
    } catch (error) {
      this.note(error);
    }
    return [...this.notes];
  }

  private take(event: RunEvent): void {
    if (event.type === 'run-started') this.run = event.run;
    for (const said of this.translator.translate(event)) {
      if (!this.begun) this.spool.begin(this.run);
      this.begun = true;
      const line = this.options.json(said);
      this.spool.append(this.run, line);
      if (said.eventType === 'START') this.open.add(said.run.runId);
      else this.open.delete(said.run.runId);
      this.senders.forEach((sender) => sender.add(line));
    }
  }

  /** Finds the ends of runs that died; a run whose tables cannot be asked now is left for later. */
  private async settleLeft(): Promise<string[]> {
    const settled: string[] = [];
    for (const run of this.spool.left(this.options.now().getTime())) {
      if (this.stop.signal.aborted) break;
      try {
        if (!this.spool.isSettled(run)) this.spool.settle(run, await this.endsOf(run));
        settled.push(run);
      } catch (error) {
        this.note(error);
        break;
      }
    }
    return settled;
  }

  private async endsOf(run: string): Promise<string[]> {
    const open = new Map<string, LineageEvent>();
    for (const line of this.spool.events(run)) {
      const event = JSON.parse(line) as LineageEvent;
      if (event.eventType === 'START') open.set(event.run.runId, event);
      else open.delete(event.run.runId);
    }
    const ends: string[] = [];
    for (const start of open.values()) {
      const ending = await this.options.ending(start.job.name, run);
      ends.push(this.options.json(endOf(start, ending, this.options.now())));
    }
    return ends;
  }

  /** Removes what every transport has, and says what waits. */
  private tidy(left: readonly string[]): void {
    const { run, spool, senders } = this;
    if (this.begun) {
      if (this.open.size === 0) spool.settle(run, []);
      spool.end(run);
    }
    const waiting = new Map<Sender, number>();
    for (const each of this.begun ? [...left, run] : left) {
      const total = spool.events(each).length + spool.ends(each).length;
      const late = senders.filter((sender) => spool.sent(each, sender.transport.id) < total);
      late.forEach((sender) => waiting.set(sender, (waiting.get(sender) ?? 0) + 1));
      if (total === 0 || (late.length === 0 && spool.isSettled(each))) spool.remove(each);
    }
    for (const [{ transport, failure }, runs] of waiting) {
      const events = runs === 1 ? 'events of 1 run wait' : `events of ${runs} runs wait`;
      this.notes.add(
        `OpenLineage ${events} in .mesh/openlineage for ${transport.label}: ${failure ?? 'no time was left'}; the next run sends them`,
      );
    }
    for (const { transport, refused } of senders) {
      if (!refused) continue;
      const events = refused.count === 1 ? '1 OpenLineage event' : `${refused.count} OpenLineage events`;
      this.notes.add(`${transport.label} refused ${events} (${refused.reason}); kept in .mesh/openlineage/refused.log`);
    }
  }

  private note(error: unknown): void {
    this.notes.add(`OpenLineage events are not complete: ${error instanceof Error ? error.message : String(error)}`);
  }
}
