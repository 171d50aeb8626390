import type { Connection } from '../../model/workspace';
import { Findings } from '../findings';
import { emptyRecord, isRecord, type ConfigDocument } from '../read/document';
import { pointerTo } from '../read/pointer';
import { schemaFindings } from '../schema-validator';
import { quoted } from '../suggestion';
import { CONNECTION_PROPERTIES_SCHEMA } from './connection-schema';
import { withoutSecrets } from './secret-fields';

/** Reads connection-properties.json, in both of its shapes; secrets stay references. */
export function readConnections(document: ConfigDocument): { connections: Connection[]; findings: Findings } {
  const findings = new Findings(document);
  const connections: Connection[] = [];
  const { value } = document;
  if (value === undefined) return { connections, findings };
  // Replaced by references first: no later message can then show a secret.
  const safe = withoutSecrets(findings, value, '');
  for (const found of schemaFindings(CONNECTION_PROPERTIES_SCHEMA, safe)) {
    findings.add('CONFIG_INVALID', found.pointer, found.message.replace(/; found .*$/s, ''), {
      hint: found.hint,
      key: found.key,
    });
  }
  if (!isRecord(safe)) return { connections, findings };
  const names = new Set<string>();
  for (const { item, at } of listed(safe)) {
    const connection = readConnection(findings, item, at);
    if (!connection) continue;
    if (names.has(connection.name))
      findings.add('CONFIG_INVALID', at, `another connection is called ${quoted(connection.name)}`, {
        hint: 'Choose another name.',
      });
    names.add(connection.name);
    connections.push(connection);
  }
  return { connections, findings };
}

function listed(value: Record<string, unknown>): { item: Record<string, unknown>; at: string }[] {
  return ['connections', 'connection_properties'].flatMap((key) => {
    const member = value[key];
    const at = pointerTo('', key);
    if (Array.isArray(member))
      return member.flatMap((item: unknown, i) => (isRecord(item) ? [{ item, at: pointerTo(at, i) }] : []));
    return isRecord(member) ? [{ item: member, at }] : [];
  });
}

function readConnection(findings: Findings, item: Record<string, unknown>, pointer: string): Connection | undefined {
  const name = item['name'] ?? item['connection_name'];
  if (name === undefined) {
    findings.add('CONFIG_INVALID', pointer, 'the key "name" is missing', { hint: 'Add it.' });
    return undefined;
  }
  if (typeof name !== 'string') return undefined;
  const details = isRecord(item['connection_details']) ? item['connection_details'] : {};
  return {
    name,
    type: typeof item['type'] === 'string' ? item['type'] : '',
    details: presentDetails(findings, details, pointerTo(pointer, 'connection_details')),
  };
}

function presentDetails(findings: Findings, given: Record<string, unknown>, pointer: string): Record<string, unknown> {
  const details = emptyRecord();
  for (const [key, value] of Object.entries(given)) if (!key.startsWith('_')) details[key] = value;
  if (details['database_name'] !== undefined) details['database'] ??= details['database_name'];
  delete details['database_name'];
  const url = details['host_url'];
  delete details['host_url'];
  if (typeof url === 'string') {
    const match = /^([^\s/@:]+|\[[0-9a-f:]+\])(?::(\d+))?$/i.exec(url);
    if (!match) findings.add('CONFIG_INVALID', pointerTo(pointer, 'host_url'), '"host_url" must be "host:port"');
    details['host'] ??= match?.[1];
    if (match?.[2] !== undefined) details['port'] ??= match[2];
  }
  const port = details['port'];
  if (typeof port !== 'number' && typeof port !== 'string') return details;
  const number = Number(port);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    findings.add('CONFIG_INVALID', pointerTo(pointer, 'port'), '"port" must be a number from 1 to 65535');
  details['port'] = number;
  return details;
}
