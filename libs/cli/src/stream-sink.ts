import { fstatSync, writeSync } from 'node:fs';
import type { Sink } from './io';

/**
 * A stream of this process. A reader that has gone is no error; anything else that keeps text from being written, such
 * as a full disk, is told to `failed`.
 */
export function streamSink(stream: NodeJS.WriteStream & { fd: number }, failed: (error: Error) => void): Sink {
  let gone = false;
  const lose = (error: NodeJS.ErrnoException): void => {
    if (!gone && error.code !== 'EPIPE') failed(error);
    gone = true;
  };
  stream.on('error', lose);
  const toFile = !stream.isTTY && isFile(stream.fd);
  return {
    write: (text) => {
      if (gone) return;
      if (!toFile) stream.write(text);
      else
        try {
          writeAll(stream.fd, Buffer.from(text));
        } catch (error) {
          lose(error as NodeJS.ErrnoException);
        }
    },
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns || 80;
    },
  };
}

function isFile(fd: number): boolean {
  try {
    // Numbers would stay where `realpathSync` of Node 20 looks: after those of a pipe it follows no link any more, and
    // modules behind links are loaded twice.
    return fstatSync(fd, { bigint: true }).isFile();
  } catch {
    return false;
  }
}

/** Node's own stream to a file writes once and forgets what a full disk did not take. */
function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}
