import { readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { MeshError } from '../errors';
import { systemCode } from '../config/read/system-error';
import type { SecretReference } from '../model/workspace';
import type { Redactor } from './redactor';

const MAX_BYTES = 64 * 1024;

export interface SecretSources {
  /** The environment; `process.env` by default. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Learns the value, so that no output shows it. */
  redactor: Redactor;
}

/** Whether a value of a connection is a reference. */
export function isSecretReference(value: unknown): value is SecretReference {
  if (typeof value !== 'object' || value === null) return false;
  const keys = Object.keys(value);
  const [key] = keys;
  return (
    keys.length === 1 &&
    (key === 'env' || key === 'file') &&
    typeof (value as Record<string, unknown>)[key] === 'string'
  );
}

/**
 * Reads a secret at the moment of its use; one newline at the end of a file does not belong to it. Throws
 * CONFIG_SECRET where it is not set, empty, over 64 KiB or unreadable; the message names the reference only.
 */
export function resolveSecret(reference: SecretReference, { env = process.env, redactor }: SecretSources): string {
  const value = 'env' in reference ? fromEnvironment(reference.env, env) : fromFile(reference.file);
  redactor.register(value);
  return value;
}

function fromEnvironment(name: string, env: Readonly<Record<string, string | undefined>>): string {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value !== undefined && value !== '') return value;
  throw new MeshError('CONFIG_SECRET', `the environment variable ${name} is ${value === '' ? 'empty' : 'not set'}`, {
    hint: `Set ${name} before the run.`,
  });
}

function fromFile(file: string): string {
  if (!isAbsolute(file)) throw new MeshError('CONFIG_SECRET', `the path of the secret file "${file}" is not absolute`);
  const value = readSecretFile(file).replace(/\r?\n$/, '');
  if (value !== '') return value;
  throw new MeshError('CONFIG_SECRET', `the secret file "${file}" is empty`, { hint: 'Write the secret into it.' });
}

function readSecretFile(file: string): string {
  try {
    const found = statSync(file);
    if (found.isFile() && found.size <= MAX_BYTES) return readFileSync(file, 'utf-8');
  } catch (error) {
    const code = systemCode(error) || 'unknown reason';
    throw new MeshError('CONFIG_SECRET', `the secret file "${file}" cannot be read: ${code}`, {
      hint: 'Check the path and the permissions.',
    });
  }
  throw new MeshError('CONFIG_SECRET', `the secret file "${file}" is no file of at most 64 KiB`, {
    hint: 'Name the file that holds nothing but the secret.',
  });
}
