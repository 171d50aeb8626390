import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { Code } from '../../errors';
import { LIMITS } from './document';
import { systemCode } from './system-error';

const STRICT = new TextDecoder('utf-8', { fatal: true });

/** A text file's content without its byte order mark, or why it cannot be used and the text before that place. */
export type SourceText = { text: string } | { code: Code; message: string; prefix?: string };

/** Reads a UTF-8 file of at most 1 MiB. Never throws for what the file is or holds. */
export function readSourceText(file: string): SourceText {
  try {
    const short = readShort(file);
    if (short) return decodeText(short);
    const { size } = statSync(file);
    if (size > LIMITS.bytes) return tooLarge(size);
    return decodeText(readFileSync(file));
  } catch (error) {
    return unreadable(error);
  }
}

/** Nearly every file fits: one buffer for all of them, and half of the calls that `readFileSync` makes. */
const buffer = Buffer.allocUnsafeSlow(64 * 1024);

/** The bytes of a file, good until the next call; undefined where the buffer cannot hold them. */
function readShort(file: string): Uint8Array | undefined {
  const descriptor = openSync(file, 'r');
  try {
    for (let length = 0; length < buffer.length;) {
      const read = readSync(descriptor, buffer, length, buffer.length - length, null);
      if (read === 0) return buffer.subarray(0, length);
      length += read;
    }
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** Decodes UTF-8, strictly. */
export function decodeText(bytes: Uint8Array): SourceText {
  if (bytes.byteLength > LIMITS.bytes) return tooLarge(bytes.byteLength);
  try {
    return { text: STRICT.decode(bytes) };
  } catch {
    return {
      code: 'CONFIG_SYNTAX',
      message: 'the file is not valid UTF-8: the byte behind this place does not belong here',
      prefix: validPrefix(bytes),
    };
  }
}

function validPrefix(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(bytes);
  const original = Buffer.from(text, 'utf-8');
  const skip = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let same = 0;
  while (same < original.length && original[same] === bytes[same + skip]) same += 1;
  return original
    .subarray(0, same)
    .toString('utf-8')
    .replace(/\uFFFD+$/, '');
}

function tooLarge(bytes: number): SourceText {
  return { code: 'CONFIG_LIMIT', message: `the file has ${bytes} bytes; at most ${LIMITS.bytes} (1 MiB) are read` };
}

function unreadable(error: unknown): SourceText {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { code: 'SOURCE_MISSING', message: 'there is no such file' };
  if (code === 'EISDIR') return { code: 'SOURCE_MISSING', message: 'this is a folder, not a file' };
  const reason = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : code || 'unknown reason';
  return { code: 'SOURCE_UNREADABLE', message: `the file cannot be read: ${reason}` };
}
