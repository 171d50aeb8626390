import type { Io, Sink } from './io';
import { main, signalExit } from './main';

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
  const io: Io = {
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    signal: controller.signal,
  };
  void main(process.argv.slice(2), io).then(finish, crash);
}

function sink(stream: NodeJS.WriteStream): Sink {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    gone = true;
  });
  return {
    write: (text) => {
      if (!gone) stream.write(text);
    },
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns || 80;
    },
  };
}

function finish(exit: number): void {
  process.exitCode = exit;
  process.stdout.write('', () => process.stderr.write('', () => process.exit(exit)));
}

function crash(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${stack}\n\nThis is a bug of mu-mesh; please report it with the lines above.\n`);
  process.exit(70);
}
