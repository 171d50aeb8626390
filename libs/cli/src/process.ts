import type { Io } from './io';
import { main, signalExit } from './main';
import { streamSink } from './stream-sink';

/** The exit status where the environment failed: see the table of exit statuses. */
const ENVIRONMENT = 3;
/** Milliseconds after an interrupt from which a statement of the engine is taken for one that heeds none. */
const UNHEEDED = 2500;

/**
 * Runs the command line of this process and ends it with the exit status. The first SIGINT or SIGTERM interrupts
 * and lets it clean up, the second ends it at once. A reader of stdout that has gone is no error.
 */
export function runProcess(): void {
  const controller = new AbortController();
  let since = Infinity;
  const interrupt = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) endBySignal(controller.signal);
    since = Date.now();
    controller.abort(name);
  };
  const end = (exit: number): void => {
    if (Date.now() - since > UNHEEDED) endBySignal(controller.signal);
    // Nothing hears a signal during the exit, which may wait for a statement of the engine: let it end the process.
    if (exit !== 0) for (const name of ['SIGINT', 'SIGTERM']) process.removeAllListeners(name);
    process.exit(exit);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('uncaughtException', (error) => crash(error));
  process.on('unhandledRejection', (error) => crash(error));
  let lost: Error | undefined;
  const io: Io = {
    stdout: streamSink(process.stdout, (error) => (lost = error)),
    stderr: streamSink(process.stderr, () => undefined),
    env: process.env,
    cwd: process.cwd(),
    signal: controller.signal,
  };
  void main(process.argv.slice(2), io).then((exit) => finish(exit, () => lost, end), crash);
}

/** Calls `end` with the exit status when all that was written has left the process, or is known to be lost. */
function finish(exit: number, lost: () => Error | undefined, end: (exit: number) => void): void {
  process.exitCode = exit;
  process.stdout.write('', () =>
    setImmediate(() => {
      const error = lost();
      if (error) process.stderr.write(`error: the output could not be written: ${error.message}\n`);
      process.stderr.write('', () => end(error ? exit || ENVIRONMENT : exit));
    }),
  );
}

/**
 * Ends the process by the signal that interrupted it, which a shell tells as 130 or 143 too: an exit waits for the
 * statements of the engine that run. The first process of a container ignores its own signals, and exits.
 */
function endBySignal(signal: AbortSignal): never {
  const name = signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
  process.removeAllListeners(name);
  if (process.platform !== 'win32') process.kill(process.pid, name);
  process.exit(signalExit(signal));
}

function crash(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${stack}\n\nThis is a bug of mu-mesh; please report it with the lines above.\n`);
  process.exit(70);
}
