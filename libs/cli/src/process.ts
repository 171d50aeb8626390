import type { Io } from './io';
import { main, signalExit } from './main';
import { streamSink } from './stream-sink';

/** The exit status where the environment failed: see the table of exit statuses. */
const ENVIRONMENT = 3;

/**
 * Runs the command line of this process and ends it with the exit status. The first SIGINT or SIGTERM interrupts
 * and lets it clean up, the second ends it at once. A reader of stdout that has gone is no error.
 */
export function runProcess(): void {
  const controller = new AbortController();
  const interrupt = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(signalExit(controller.signal));
    controller.abort(name);
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
  void main(process.argv.slice(2), io).then((exit) => finish(exit, () => lost), crash);
}

/** Ends the process when all that was written has left it, or is known to be lost. */
function finish(exit: number, lost: () => Error | undefined): void {
  process.exitCode = exit;
  process.stdout.write('', () =>
    setImmediate(() => {
      const error = lost();
      if (error) process.stderr.write(`error: the output could not be written: ${error.message}\n`);
      process.stderr.write('', () => process.exit(error ? exit || ENVIRONMENT : exit));
    }),
  );
}

function crash(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${stack}\n\nThis is a bug of mu-mesh; please report it with the lines above.\n`);
  process.exit(70);
}
