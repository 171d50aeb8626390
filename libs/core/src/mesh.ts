import type { EventSink } from './model/events';
import type { Workspace } from './model/workspace';
import type { ConnectorRegistry, Engine, Host, Lakehouse, TableScan } from './ports';

/** Everything that validate, plan, run and test work with; the CLI puts it together. */
export interface MeshContext {
  workspace: Workspace;
  /** The engine, loaded at the first call: a run with nothing to do never calls it. */
  engine: () => Engine;
  lakehouse: Lakehouse;
  connectors: ConnectorRegistry;
  host: Host;
  emit: EventSink;
  /** Awaited once by a run that builds something, before its first dataset; not called where there is nothing to do. */
  begin?: () => Promise<void>;
  /** What foreign keys lead to in a test case, by address, in place of the lake's tables. */
  given?: ReadonlyMap<string, TableScan>;
  signal: AbortSignal;
}
