import { type ConfigFinding, MeshError } from '@mu-mesh/core';

/** Throws CONFIG_INVALID with all findings; a validated command has none. */
export function refuse(findings: readonly ConfigFinding[]): void {
  const [first] = findings;
  if (!first) return;
  const issues = findings.map(({ message, hint }) => {
    return { code: 'CONFIG_INVALID', severity: 'error' as const, message, ...(hint !== undefined && { hint }) };
  });
  throw new MeshError('CONFIG_INVALID', first.message, {
    issues,
    ...(first.hint !== undefined && { hint: first.hint }),
  });
}
