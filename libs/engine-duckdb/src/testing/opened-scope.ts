import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Engine, EngineSession, Scope } from '@mu-mesh/core';

import { createDuckDbEngine } from '../index';

/** An engine with one scope whose session may touch `<folder>/lake` alone. */
export interface OpenedScope {
  folder: string;
  engine: Engine;
  session: EngineSession;
  scope: Scope;
}

export async function openScope(): Promise<OpenedScope> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-scope-'));
  const engine = createDuckDbEngine();
  const session = await engine.open({
    memoryLimit: 1 << 28,
    threads: 2,
    temporaryDirectory: join(folder, 'spill'),
    paths: [join(folder, 'lake')],
  });
  return { folder, engine, session, scope: await session.scope() };
}

/** Ends the engine; what it spilled must be gone. */
export async function closeScope({ engine, folder }: OpenedScope): Promise<void> {
  await engine.close();
  expect(existsSync(join(folder, 'spill'))).toBe(false);
  rmSync(folder, { recursive: true, force: true });
}
