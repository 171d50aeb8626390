import { resolve } from 'node:path';
import type { Call, Outcome } from '../command';
import { exitOfIssues } from '../output/exit-status';
import { emptyWorkspace, registerSecrets } from '../wiring';
import { performRun } from './run';

/** `job run FILE`: reads the file and its properties, then runs its jobs; mistakes are shown and nothing runs. */
export async function performJobRun(call: Call): Promise<Outcome> {
  const core = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
  const { connectors } = require('@mu-mesh/connectors') as typeof import('@mu-mesh/connectors');
  const { io, options } = call;
  const file = resolve(io.cwd, call.arguments[0] ?? '');
  const globalProperties =
    options.globalProperties === undefined ? undefined : resolve(io.cwd, options.globalProperties);
  const connectionProperties =
    options.connectionProperties === undefined ? undefined : resolve(io.cwd, options.connectionProperties);
  call.root = io.cwd;
  call.concealed = connectionProperties === undefined ? [] : [connectionProperties];
  const loaded = core.loadJobFile({
    file,
    connectors,
    ...(globalProperties && { globalProperties }),
    ...(connectionProperties && { connectionProperties }),
  });
  registerSecrets(call, loaded.connections);
  const exit = exitOfIssues(loaded.issues);
  if (exit !== 0) return { result: null, issues: loaded.issues, exit, text: () => '' };
  const workspace = { ...emptyWorkspace(io.cwd, loaded.properties), connections: loaded.connections };
  const outcome = await performRun(call, ({ context }) => core.runJobFile(context, loaded.jobs, { file }), {
    workspace,
    logged: false,
  });
  return { ...outcome, issues: [...loaded.issues, ...outcome.issues] };
}
