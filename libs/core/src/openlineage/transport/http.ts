import { createHash } from 'node:crypto';
import { MeshError } from '../../errors';
import { isSecretReference, resolveSecret, type SecretSources } from '../../secret';
import type { HttpTransportSettings } from '../settings';
import type { Delivery, Transport } from './transport';

/** Statuses that speak about who asks and where, not about the event: it is kept until the settings are right. */
const SETTINGS_AT_FAULT = new Set([401, 402, 403, 404, 405, 407]);
const TRY_AGAIN = new Set([408, 425, 429]);

/** Posts each event; secrets are read at the first one. */
export function httpTransport(settings: HttpTransportSettings, secrets: SecretSources): Transport {
  const target = targetOf(settings);
  let headers: Record<string, string> | undefined;
  return {
    id: `http-${createHash('sha256').update(target).digest('hex').slice(0, 12)}`,
    label: labelOf(target),
    send: async (event, signal) => {
      try {
        headers ??= headersOf(settings, secrets);
        return await post(target, headers, event, AbortSignal.any([signal, AbortSignal.timeout(settings.timeout)]));
      } catch (error) {
        return { later: reasonOf(error, settings.timeout) };
      }
    },
  };
}

function targetOf({ url, endpoint }: HttpTransportSettings): string {
  return endpoint === '' ? url : `${url.replace(/\/+$/, '')}/${endpoint.replace(/^\/+/, '')}`;
}

/** The target without a login or a query, where a token may stand. */
function labelOf(target: string): string {
  if (!URL.canParse(target)) return 'the OpenLineage backend';
  const { protocol, host, pathname } = new URL(target);
  return `${protocol}//${host}${pathname}`;
}

function headersOf(settings: HttpTransportSettings, secrets: SecretSources): Record<string, string> {
  const given = Object.entries(settings.headers).map(
    ([name, value]) => [name, isSecretReference(value) ? resolveSecret(value, secrets) : value] as const,
  );
  return {
    ...Object.fromEntries(given),
    ...(settings.apiKey && { authorization: `Bearer ${resolveSecret(settings.apiKey, secrets)}` }),
    'content-type': 'application/json',
  };
}

async function post(
  target: string,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<Delivery> {
  const response = await fetch(target, { method: 'POST', headers, body, signal, redirect: 'manual' });
  const { status } = response;
  if (response.ok) {
    await response.body?.cancel();
    return { taken: true };
  }
  const text = (await response.text()).slice(0, 500);
  const answer = `status ${status}${text.trim() === '' ? '' : `: ${text.trim()}`}`;
  if (status < 400 || status >= 500 || TRY_AGAIN.has(status) || SETTINGS_AT_FAULT.has(status)) {
    const after = Number(response.headers.get('retry-after'));
    return { later: answer, ...(after > 0 && { after: after * 1000 }) };
  }
  return { refused: answer };
}

/** `fetch` says `fetch failed`; its cause says why. */
function reasonOf(error: unknown, timeout: number): string {
  if (error instanceof MeshError) return error.message;
  if (!isError(error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeout} ms`;
  if (error.name === 'AbortError') return 'no answer before the end of the run';
  const { cause } = error;
  if (!isError(cause)) return error.message;
  return cause.message || String((cause as { code?: unknown }).code ?? error.message);
}

/** Also those of another realm. */
function isError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value && 'name' in value;
}
