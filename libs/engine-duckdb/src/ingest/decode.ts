import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { MeshError, type ScanFile } from '@mu-mesh/core';
import { decodeStream, encodingExists } from 'iconv-lite';

import { openBytes } from './lines';
import { unreadable } from './source-files';

const UTF8 = /^utf-?8$/i;

/** Whether a file must be decoded before the engine can read it. */
export function needsDecoding({ encoding }: ScanFile): boolean {
  return encoding !== undefined && !UTF8.test(encoding);
}

/**
 * Writes a file as UTF-8, in a stream; line by line the same. Returns whether some bytes were no text of the
 * encoding: they are U+FFFD then, or `lost` where given. Throws CONFIG_INVALID for an unknown encoding.
 */
export async function decodeFile({ path, encoding = 'utf-8' }: ScanFile, to: string, lost?: Buffer): Promise<boolean> {
  if (!encodingExists(encoding)) {
    throw new MeshError('CONFIG_INVALID', `${path}: there is no encoding "${encoding}".`, {
      hint: 'Use an IANA name such as windows-1252 or utf-16le.',
    });
  }
  let broken = false;
  const watch = new Transform({
    decodeStrings: false,
    transform(chunk: string, _encoding, done) {
      const breaks = chunk.includes('\ufffd');
      broken ||= breaks;
      done(null, breaks && lost ? withLost(chunk, lost) : Buffer.from(chunk, 'utf8'));
    },
  });
  const source = openBytes(path);
  let sourceError: unknown;
  source.on('error', (error) => {
    sourceError = error;
  });
  try {
    await pipeline(source, decodeStream(encoding), watch, createWriteStream(to, { flags: 'wx' }));
  } catch (error) {
    throw sourceError === error ? unreadable(path, error) : error;
  }
  return broken;
}

function withLost(text: string, lost: Buffer): Buffer {
  const [first = '', ...others] = text.split('\ufffd');
  return Buffer.concat([Buffer.from(first), ...others.flatMap((part) => [lost, Buffer.from(part)])]);
}
