import type { Issue, MeshLineage } from '@mu-mesh/core';

/** Errors of the workspace are gaps in its lineage: one warning, so that an answer with gaps does not look whole. */
export function gaps(lineage: MeshLineage): Issue[] {
  const errors = lineage.issues.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return [];
  const count = errors.length === 1 ? 'one error' : `${errors.length} errors`;
  return [
    {
      code: first.code,
      severity: 'warning',
      message: `the workspace has ${count}, so that not everything is traced`,
      hint: 'See `mesh validate`.',
    },
  ];
}
