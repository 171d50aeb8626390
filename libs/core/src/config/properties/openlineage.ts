import { dirname, resolve } from 'node:path';
import {
  DEFAULT_ENDPOINT,
  DEFAULT_NAMESPACE,
  DEFAULT_TIMEOUT,
  DEFAULT_WAIT,
  type OpenLineageSettings,
  type TransportSettings,
} from '../../openlineage/settings';
import type { SecretReference } from '../../model/workspace';
import type { Findings } from '../findings';
import { isRecord } from '../read/document';
import { pointerTo } from '../read/pointer';
import { withoutSecrets } from './secret-fields';

const LOGIN_HEADER = /^((proxy-)?authorization|(set-)?cookie)$/i;

/** A copy of global-properties.json in which plain secrets of `openlineage` are reported and replaced, so that no message shows one. */
export function withoutLineageSecrets(findings: Findings, value: unknown, pointer = ''): unknown {
  if (!isRecord(value)) return value;
  const copy: Record<string, unknown> = { ...value };
  if (value['openlineage'] !== undefined) {
    const at = pointerTo(pointer, 'openlineage');
    copy['openlineage'] = withoutLogins(findings, withoutSecrets(findings, value['openlineage'], at), at);
  }
  if (isRecord(value['global_properties'])) {
    copy['global_properties'] = withoutLineageSecrets(
      findings,
      value['global_properties'],
      pointerTo(pointer, 'global_properties'),
    );
  }
  return copy;
}

/** Headers that log in are secrets, whatever their value looks like. */
function withoutLogins(findings: Findings, value: unknown, pointer: string): unknown {
  if (Array.isArray(value)) return value.map((item, index) => withoutLogins(findings, item, pointerTo(pointer, index)));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([key, member]) => {
    const at = pointerTo(pointer, key);
    if (!LOGIN_HEADER.test(key) || typeof member !== 'string') return [key, withoutLogins(findings, member, at)];
    findings.add('CONFIG_SECRET', at, `"${key}" must be a reference to a secret; it is given as plain text`, {
      hint: 'Write {"env": "NAME"} or {"file": "path"}, and change the secret if this file was shared.',
    });
    return [key, { env: 'REMOVED' }];
  });
  return Object.fromEntries(entries) as unknown;
}

/** Reads `openlineage`, which its schema accepts; defaults are filled in, paths made absolute. */
export function readOpenLineage(file: string, value: unknown): OpenLineageSettings {
  const given = isRecord(value) ? value : {};
  const transport = given['transport'];
  const listed: unknown[] = Array.isArray(transport) ? transport : transport === undefined ? [] : [transport];
  return {
    namespace: textOf(given['namespace'], DEFAULT_NAMESPACE),
    wait: numberOf(given['wait_ms'], DEFAULT_WAIT),
    ...(typeof given['source_url'] === 'string' && { sourceUrl: given['source_url'] }),
    transports: listed.filter(isRecord).map((item) => readTransport(dirname(file), item)),
  };
}

function readTransport(folder: string, item: Record<string, unknown>): TransportSettings {
  if (item['type'] === 'console') return { type: 'console' };
  if (item['type'] === 'file') return { type: 'file', path: resolve(folder, textOf(item['path'], '')) };
  return {
    type: 'http',
    url: textOf(item['url'], ''),
    endpoint: textOf(item['endpoint'], DEFAULT_ENDPOINT),
    timeout: numberOf(item['timeout_ms'], DEFAULT_TIMEOUT),
    headers: isRecord(item['headers']) ? (item['headers'] as Record<string, string | SecretReference>) : {},
    ...(isRecord(item['api_key']) && { apiKey: item['api_key'] as SecretReference }),
  };
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
