import type { EngineSession, MeshContext, Scope } from '@mu-mesh/core';

/** Watches the context's engine: how many rows the largest answer had that came out of it while something was done. */
export function mostRowsRead(
  context: MeshContext,
): <T>(work: () => Promise<T>) => Promise<{ most: number; result: T }> {
  const engine = context.engine();
  const open = engine.open.bind(engine);
  let most = 0;
  engine.open = async (options) => {
    const session: EngineSession = await open(options);
    const scope = session.scope.bind(session);
    session.scope = async () => {
      const own: Scope = await scope();
      const rows = own.rows.bind(own);
      own.rows = async (relation, limit) => {
        const found = await rows(relation, limit);
        most = Math.max(most, found.length);
        return found;
      };
      return own;
    };
    return session;
  };
  return async (work) => {
    most = 0;
    const result = await work();
    return { most, result };
  };
}
