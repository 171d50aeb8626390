import { writeFileSync } from 'node:fs';
import type { ExportTarget, Relation, Scope } from '@mu-mesh/core';

/** A scope whose exports are a given text; it records what it was asked for. `fail` writes half and throws. */
export function textScope(
  text: string,
  options: { fail?: Error } = {},
): { scope: Scope; relation: Relation; targets: ExportTarget[] } {
  const targets: ExportTarget[] = [];
  const scope: Pick<Scope, 'export'> = {
    export: async (_, target) => {
      targets.push(target);
      writeFileSync(target.path, options.fail ? text.slice(0, text.length / 2) : text);
      if (options.fail) throw options.fail;
      return { rows: text.split('\n').length, bytes: Buffer.byteLength(text) };
    },
  };
  return { scope: scope as Scope, relation: { id: 'r', columns: [] }, targets };
}
