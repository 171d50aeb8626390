import { isAbsolute, relative, sep } from 'node:path';
import type { Code, Issue } from '@mu-mesh/core';

/** One finding as `--json` shows it; null where there is nothing to say. */
export interface EnvelopeIssue {
  code: string;
  severity: string;
  message: string;
  hint: string | null;
  /** Relative to the workspace, with forward slashes, where the file lies in it. */
  file: string | null;
  line: number | null;
  column: number | null;
  pointer: string | null;
  address: string | null;
}

/** The one document that `--json` prints, on success and on errors. */
export interface Envelope {
  mesh: 1;
  command: string;
  ok: boolean;
  exit: number;
  result: unknown;
  issues: EnvelopeIssue[];
}

export function envelope(
  command: string,
  exit: number,
  result: unknown,
  issues: readonly Issue[],
  root?: string,
): Envelope {
  return { mesh: 1, command, ok: exit === 0, exit, result, issues: issues.map((issue) => envelopeIssue(issue, root)) };
}

function envelopeIssue(issue: Issue, root: string | undefined): EnvelopeIssue {
  const { position } = issue;
  return {
    code: issue.code,
    severity: issue.severity,
    message: issue.message,
    hint: issue.hint ?? hintOf(issue.code),
    file: position ? shownPath(position.file, root) : null,
    line: position?.line ?? null,
    column: position?.column ?? null,
    pointer: position?.pointer ?? null,
    address: issue.address ?? null,
  };
}

/** What to do about a code in general; loaded here, so that a command without findings does not wait for it. */
function hintOf(code: string): string | null {
  const { CODES } = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
  return Object.hasOwn(CODES, code) ? CODES[code as Code].hint : null;
}

/** A path relative to the folder where it lies inside, else as it is; always with forward slashes. */
export function shownPath(path: string, root: string | undefined): string {
  if (root === undefined || !isAbsolute(path)) return path;
  const inside = relative(root, path);
  if (inside === '') return '.';
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside.split(sep).join('/');
}
