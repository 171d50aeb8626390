import { join } from 'node:path';
import type { MeshContext } from '../mesh';
import type { EngineSession } from '../ports';

/**
 * Works in a sandboxed session of the engine, which an interrupt closes at once and which is closed in any case.
 * `folder` is where `.mesh` lies; `paths` are what the session may read and write.
 */
export async function withSession<T>(
  context: MeshContext,
  { folder, run, paths }: { folder: string; run: string; paths: string[] },
  work: (session: EngineSession) => Promise<T>,
): Promise<T> {
  const { memoryLimit, threads } = context.workspace.properties;
  const session = await context
    .engine()
    .open({ memoryLimit, threads, temporaryDirectory: join(folder, '.mesh', 'tmp', run), paths });
  const close = (): void => void session.close();
  context.signal.addEventListener('abort', close, { once: true });
  try {
    return await work(session);
  } finally {
    context.signal.removeEventListener('abort', close);
    await session.close();
  }
}
