import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import type { Connection, Engine, EventSink, GlobalProperties, Host, MeshContext, Workspace } from '@mu-mesh/core';
import type { Call } from './command';

export interface Mesh {
  context: MeshContext;
  /** false: there is no workspace; the context is that of an empty one. */
  found: boolean;
}

export interface MeshOptions {
  /** The command also works where there is no workspace. */
  optional?: boolean;
  emit?: EventSink;
  /** Replaced by tests of the fault steps. */
  host?: Host;
  /** Used as it is, instead of looking for one. */
  workspace?: Workspace;
}

/** Puts engine, lakehouse, connectors and workspace together, works with them and closes the engine. */
export async function withMesh<T>(call: Call, work: (mesh: Mesh) => Promise<T>, options: MeshOptions = {}): Promise<T> {
  const { connectors } = require('@mu-mesh/connectors') as typeof import('@mu-mesh/connectors');
  const { createLakehouse } = require('@mu-mesh/lakehouse') as typeof import('@mu-mesh/lakehouse');
  const { workspace, found } = options.workspace
    ? { workspace: options.workspace, found: true }
    : findAndLoad(call, options.optional ?? false);
  if (found) call.root = workspace.root;
  registerSecrets(call, workspace.connections);
  const host = options.host ?? { now: () => new Date(), at: () => undefined };
  let engine: Engine | undefined;
  const context: MeshContext = {
    workspace,
    engine: () => (engine ??= createEngine()),
    lakehouse: createLakehouse({ parquet: () => context.engine().parquet, host, unsafe: workspace.properties.unsafe }),
    connectors,
    host,
    emit: options.emit ?? (() => undefined),
    signal: call.io.signal,
  };
  try {
    return await work({ context, found });
  } finally {
    await (engine as Engine | undefined)?.close();
  }
}

/** Secrets that connections refer to never pass the output, whoever comes to print them. */
export function registerSecrets(call: Call, connections: readonly Connection[]): void {
  const { MeshError, Redactor, isSecretReference, resolveSecret } =
    require('@mu-mesh/core') as typeof import('@mu-mesh/core');
  const redactor = new Redactor();
  const visit = (value: unknown): void => {
    if (isSecretReference(value)) {
      try {
        resolveSecret(value, { env: call.io.env, redactor });
      } catch (error) {
        // One that cannot be read is told where it is used, and cannot be shown.
        if (!(error instanceof MeshError)) throw error;
      }
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  connections.forEach(({ details }) => visit(details));
  call.output.redactor = redactor;
}

function createEngine(): Engine {
  const { createDuckDbEngine } = require('@mu-mesh/engine-duckdb') as typeof import('@mu-mesh/engine-duckdb');
  return createDuckDbEngine();
}

function findAndLoad(call: Call, optional: boolean): { workspace: Workspace; found: boolean } {
  const { findWorkspace, loadWorkspace, MeshError } = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
  const { connectors } = require('@mu-mesh/connectors') as typeof import('@mu-mesh/connectors');
  const asked = call.options.workspace === undefined ? undefined : resolve(call.io.cwd, call.options.workspace);
  const root = findWorkspace(asked ?? call.io.cwd);
  if (root !== undefined && (asked === undefined || root === asked))
    return { workspace: loadWorkspace({ root, connectors }), found: true };
  if (asked !== undefined) throw new MeshError('WORKSPACE_MISSING', `${asked} has no global-properties.json`);
  if (!optional)
    throw new MeshError(
      'WORKSPACE_MISSING',
      `neither ${call.io.cwd} nor a folder above it has a global-properties.json`,
    );
  return { workspace: emptyWorkspace(call.io.cwd), found: false };
}

/** A workspace of nothing but defaults. */
export function emptyWorkspace(root: string, properties: GlobalProperties = defaultProperties(root)): Workspace {
  return { root, properties, connections: [], domains: [], issues: [] };
}

function defaultProperties(root: string): GlobalProperties {
  return {
    library: 'duckdb',
    lake: join(root, 'lake'),
    memoryLimit: Math.floor(totalmem() * 0.6),
    threads: cpus().length,
    retention: 7 * 86_400_000,
    unsafe: false,
  };
}
