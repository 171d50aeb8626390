import { readFileSync } from 'node:fs';
import type { MeshContext } from '../mesh';
import { datasetsOf } from '../plan/selection';
import type { SecretSources } from '../secret';
import type { Ending } from './ending';
import { codeLocation } from './git-location';
import type { FacetLineage, LineageKnowledge } from './knowledge';
import { LineageSession } from './session';
import { DEFAULT_NAMESPACE, effectiveSettings, type OpenLineageSettings } from './settings';

/** What a command line adds: where secrets come from, how a value becomes a line, how lines are shown. */
export interface SessionParts {
  secrets: SecretSources;
  json(value: unknown): string;
  print(line: string): void;
  /** Where columns come from, where that is known. */
  columns?(address: string): FacetLineage | undefined;
}

/** The session of a workspace; undefined where neither its properties nor the environment name a transport. */
export function openLineage(context: MeshContext, parts: SessionParts): LineageSession | undefined {
  const { root, properties } = context.workspace;
  const settings = effectiveSettings(properties.openLineage, parts.secrets.env ?? process.env);
  if (!settings) return undefined;
  const knowledge = lineageKnowledge(context, settings, parts.columns);
  const ending = (address: string, run: string): Promise<Ending> => committedBy(context, address, run);
  return new LineageSession({ ...parts, root, settings, knowledge, ending, now: () => context.host.now() });
}

/** What a workspace knows of its datasets. */
export function lineageKnowledge(
  context: MeshContext,
  settings: Pick<OpenLineageSettings, 'namespace' | 'sourceUrl'> = { namespace: DEFAULT_NAMESPACE },
  columns: LineageKnowledge['columns'] = () => undefined,
): LineageKnowledge {
  const datasets = datasetsOf(context.workspace);
  const { root, properties } = context.workspace;
  const { namespace, sourceUrl } = settings;
  return {
    namespace,
    root,
    dataset: (address) => datasets.get(address),
    text: textOf,
    location: (file) => (sourceUrl === undefined ? undefined : codeLocation(sourceUrl, root, file)),
    engine: () => ({ name: properties.library, version: context.engine().majorVersion }),
    columns,
  };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf-8');
  } catch {
    return undefined;
  }
}

/** The version that a run committed to a dataset's table. */
async function committedBy(context: MeshContext, address: string, run: string): Promise<Ending> {
  const dataset = datasetsOf(context.workspace).get(address);
  if (!dataset) return undefined;
  const table = context.lakehouse.table(dataset.location);
  if (!(await table.head())) return undefined;
  const versions = await table.history();
  const found = versions.find((version) => version.run === run && version.operation === 'WRITE');
  return found && { version: found.version };
}
