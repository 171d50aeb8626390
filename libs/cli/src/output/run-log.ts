import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EventSink, RunEvent } from '@mu-mesh/core';
import type { Output } from './output';

/** Keeps a run's events in `.mesh/runs/<id>.ndjson`. Where that cannot be written, one note says so and the run goes on. */
export function runLog(root: string, output: Output): EventSink {
  const folder = join(root, '.mesh', 'runs');
  let file: string | undefined;
  const early: RunEvent[] = [];
  let broken = false;
  const append = (event: RunEvent): void => {
    if (file === undefined || broken) return;
    try {
      appendFileSync(file, `${output.json(event)}\n`);
    } catch (error) {
      broken = true;
      output.note(
        `note: the events of this run are not kept: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
  return (event) => {
    if (event.type === 'run-started') {
      file = join(folder, `${event.run}.ndjson`);
      mkdirSafely(folder);
      early.splice(0).forEach(append);
    }
    if (file === undefined) early.push(event);
    else append(event);
  };
}

function mkdirSafely(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    // The first append reports it.
  }
}
