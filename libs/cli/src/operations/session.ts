import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scope } from '@mu-mesh/core';
import type { MeshContext } from '@mu-mesh/core';

/**
 * Works in a sandboxed session that opens just `paths` and a temporary folder of its own.
 * An abort of the context closes the session, which interrupts what runs.
 */
export async function withSession<T>(
  context: MeshContext,
  paths: readonly string[],
  work: (scope: Scope, temporary: string) => Promise<T>,
): Promise<T> {
  context.signal.throwIfAborted();
  const temporary = await mkdtemp(join(tmpdir(), 'mesh-'));
  const { memoryLimit, threads } = context.workspace.properties;
  try {
    const session = await context.engine().open({
      memoryLimit,
      threads,
      temporaryDirectory: join(temporary, 'spill'),
      paths: [...paths, temporary],
    });
    const interrupt = (): void => void session.close().catch(() => undefined);
    context.signal.addEventListener('abort', interrupt, { once: true });
    try {
      // The signal can have come while the session was opened, when nobody listened.
      context.signal.throwIfAborted();
      const scope = await session.scope();
      return await work(scope, temporary);
    } finally {
      context.signal.removeEventListener('abort', interrupt);
      await session.close();
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
