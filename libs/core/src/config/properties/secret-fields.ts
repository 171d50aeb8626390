import { dirname, resolve } from 'node:path';
import type { Findings } from '../findings';
import { emptyRecord, isRecord } from '../read/document';
import { pointerTo } from '../read/pointer';

const SECRET_WORDS = [
  'passw(or)?d|pass$|passphrase|pwd$|secret|token|credential|jaas',
  '(api|access|private|account|sas)[-_.]?key',
  'auth[-_.]?header|basic\\.auth\\.user\\.info',
];
const SECRET_KEY = new RegExp(SECRET_WORDS.join('|'), 'i');
const NOT_SECRET = /(_path|_file|location|\.type|_type|_provider|_url|endpoint|_enabled|_timeout)$/i;
const USER_INFO = /\/\/[^/\s:@]*:[^/\s@]+@|[?&;](password|pwd|token|secret)=[^&;]+/i;

/** Whether a key holds a secret, by its name. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key) && !NOT_SECRET.test(key);
}

/** A copy in which each plain text secret is reported and taken out, and files of references are absolute. */
export function withoutSecrets(findings: Findings, value: unknown, pointer: string, key = ''): unknown {
  if (isSecretKey(key)) return secret(findings, value, pointer, key);
  if (Array.isArray(value)) return value.map((item, i) => withoutSecrets(findings, item, pointerTo(pointer, i)));
  if (typeof value === 'string' && USER_INFO.test(value)) {
    plain(findings, pointer, `"${key}" holds a password or token in plain text`);
    return '';
  }
  if (!isRecord(value)) return value;
  if (key === 'username' && isReference(value)) return absolute(findings, value);
  const copy = emptyRecord();
  for (const [name, member] of Object.entries(value)) {
    copy[name] =
      name.startsWith('_') && !isSecretKey(name)
        ? null
        : withoutSecrets(findings, member, pointerTo(pointer, name), name);
  }
  return copy;
}

function secret(findings: Findings, value: unknown, pointer: string, key: string): unknown {
  if (isReference(value)) return absolute(findings, value);
  if (isRecord(value) && ('env' in value || 'file' in value)) {
    findings.add('CONFIG_SECRET', pointer, `"${key}" must be one reference: {"env": "NAME"} or {"file": "path"}`);
  } else plain(findings, pointer, `"${key}" must be a reference to a secret; it is given as plain text`);
  return { env: 'REMOVED' };
}

function plain(findings: Findings, pointer: string, message: string): void {
  findings.add('CONFIG_SECRET', pointer, message, {
    hint: 'Write {"env": "NAME"} or {"file": "path"}, and change the secret if this file was shared.',
  });
}

function isReference(value: unknown): value is { env: string } | { file: string } {
  if (!isRecord(value)) return false;
  const [key, ...others] = Object.keys(value);
  if (others.length > 0) return false;
  if (key === 'env') return typeof value['env'] === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(value['env']);
  return key === 'file' && typeof value['file'] === 'string' && value['file'] !== '' && !value['file'].includes('\0');
}

function absolute(
  findings: Findings,
  reference: { env: string } | { file: string },
): { env: string } | { file: string } {
  return 'file' in reference
    ? { file: resolve(dirname(findings.document.file), reference.file) }
    : { env: reference.env };
}
