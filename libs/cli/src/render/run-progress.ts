import type { EventSink, RunEvent } from '@mu-mesh/core';
import type { Output } from '../output/output';
import { duration } from './figures';
import { cell } from './printable';
import { eventLine, finishedLine, rowFigures } from './run-lines';
import { renderRows } from './rows-table';
import type { View } from './view';

/** Shows a run while it goes on; `stop` leaves the terminal as it was. */
export interface Progress {
  sink: EventSink;
  stop(): void;
}

/** Where the rows of Print steps go. */
export interface Printer {
  print(text: string): void;
  view: View;
}

/** Plain lines, one an event. */
export function plainProgress(output: Output, view: View, printer: Printer): Progress {
  return {
    sink: (event) => {
      if (event.type === 'rows-printed') printer.print(renderPrinted(event, printer.view));
      const line = eventLine(event, view.paint);
      if (line !== undefined && !view.quiet) output.note(line);
    },
    stop: () => {},
  };
}

interface Running {
  since: number;
  note: string;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Finished datasets as lines that stay; running ones as a block below that is drawn anew. */
export function liveProgress(output: Output, view: View, printer: Printer): Progress {
  const running = new Map<string, Running>();
  let drawn = 0;
  let frame = 0;

  const clear = (): string => (drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : '');
  const draw = (above: string): void => {
    const lines = [...running].map(([address, { since, note }]) => {
      const line = `${FRAMES[frame % FRAMES.length] ?? ''} ${address} ${duration((Date.now() - since) / 1000)} ${note}`;
      return cell(line, Math.max(20, view.columns - 1));
    });
    output.control(clear());
    output.note([...(above === '' ? [] : [above]), ...lines].join('\n'));
    drawn = lines.length;
  };
  const timer = setInterval(() => {
    frame += 1;
    if (running.size > 0) draw('');
  }, 120);
  timer.unref();

  const update = (event: RunEvent): string | undefined => {
    switch (event.type) {
      case 'rows-printed':
        output.control(clear());
        drawn = 0;
        printer.print(renderPrinted(event, printer.view));
        return '';
      case 'dataset-started':
        running.set(event.address, { since: Date.now(), note: event.reason });
        return '';
      case 'dataset-progress': {
        const known = running.get(event.address);
        if (known) known.note = `${event.step}${event.rows ? `: ${rowFigures(event.rows)}` : ''}`;
        return '';
      }
      case 'dataset-finished':
        running.delete(event.result.address);
        return event.result.status === 'skipped' ? '' : finishedLine(event.result, view.paint);
      default:
        return undefined;
    }
  };

  return {
    sink: (event) => {
      const above = update(event);
      if (above !== undefined) draw(above);
    },
    stop: () => {
      clearInterval(timer);
      output.control(clear());
      drawn = 0;
    },
  };
}

function renderPrinted(event: Extract<RunEvent, { type: 'rows-printed' }>, view: View): string {
  return `${view.paint.bold(event.address)} ${event.step}\n${renderRows(event.columns, event.rows, view)}`;
}
