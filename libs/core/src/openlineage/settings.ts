import type { SecretReference } from '../model/workspace';

/** Sends each event as one POST. */
export interface HttpTransportSettings {
  type: 'http';
  /** Where the backend is, without the endpoint. */
  url: string;
  /** Appended to the URL; `api/v1/lineage`. */
  endpoint: string;
  /** Milliseconds that one request may take. */
  timeout: number;
  headers: Record<string, string | SecretReference>;
  /** Sent as `Authorization: Bearer …`. */
  apiKey?: SecretReference;
}

export interface FileTransportSettings {
  type: 'file';
  /** Absolute; one event a line is appended. */
  path: string;
}

export interface ConsoleTransportSettings {
  type: 'console';
}

export type TransportSettings = HttpTransportSettings | FileTransportSettings | ConsoleTransportSettings;

/** `openlineage` of global-properties.json. */
export interface OpenLineageSettings {
  /** Of the jobs. */
  namespace: string;
  /** Milliseconds that the end of a run waits for a backend. */
  wait: number;
  /** URL of a file of the repository, with `{path}` and `{version}`. */
  sourceUrl?: string;
  transports: TransportSettings[];
}

export const DEFAULT_NAMESPACE = 'mu-mesh';
export const DEFAULT_WAIT = 2000;
export const DEFAULT_TIMEOUT = 5000;
export const DEFAULT_ENDPOINT = 'api/v1/lineage';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings that hold: those of the workspace, and where they name no transport the standard variables
 * OPENLINEAGE_URL, OPENLINEAGE_ENDPOINT, OPENLINEAGE_API_KEY and OPENLINEAGE_NAMESPACE. Undefined: nothing is emitted,
 * also where OPENLINEAGE_DISABLED is true.
 */
export function effectiveSettings(
  given: OpenLineageSettings | undefined,
  env: Environment,
): OpenLineageSettings | undefined {
  if (env['OPENLINEAGE_DISABLED']?.toLowerCase() === 'true') return undefined;
  const settings = given ?? {
    namespace: env['OPENLINEAGE_NAMESPACE'] || DEFAULT_NAMESPACE,
    wait: DEFAULT_WAIT,
    transports: [],
  };
  if (settings.transports.length > 0) return settings;
  const transport = fromEnvironment(env);
  return transport && { ...settings, transports: [transport] };
}

function fromEnvironment(env: Environment): HttpTransportSettings | undefined {
  const url = env['OPENLINEAGE_URL'];
  if (!url) return undefined;
  return {
    type: 'http',
    url,
    endpoint: env['OPENLINEAGE_ENDPOINT'] || DEFAULT_ENDPOINT,
    timeout: DEFAULT_TIMEOUT,
    headers: {},
    ...(env['OPENLINEAGE_API_KEY'] && { apiKey: { env: 'OPENLINEAGE_API_KEY' } }),
  };
}
