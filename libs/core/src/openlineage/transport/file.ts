import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileTransportSettings } from '../settings';
import type { Transport } from './transport';

/** Appends each event as a line. */
export function fileTransport({ path }: FileTransportSettings): Transport {
  return {
    id: `file-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`,
    label: path,
    send: async (event) => {
      try {
        await append(path, event);
        return { taken: true };
      } catch (error) {
        return { later: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

/** A line that a killed process left without its end is ended first. */
async function append(path: string, event: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a+');
  try {
    const { size } = await file.stat();
    const torn = size > 0 && (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString() !== '\n';
    await file.appendFile(`${torn ? '\n' : ''}${event}\n`);
  } finally {
    await file.close();
  }
}
