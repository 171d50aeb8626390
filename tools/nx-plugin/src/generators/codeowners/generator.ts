import type { Tree } from '@nx/devkit';
import { codeOwners, renderCodeOwners } from './code-owners';

/** Writes CODEOWNERS from the domains' products; as a sync generator it is what `nx sync:check` checks. */
export default function codeownersGenerator(tree: Tree): { outOfSyncMessage: string } {
  const current = tree.read('CODEOWNERS', 'utf8') ?? '';
  const next = renderCodeOwners(current, codeOwners(tree));
  if (next !== current) tree.write('CODEOWNERS', next);
  return { outOfSyncMessage: 'CODEOWNERS does not match the owners in domains/*/data-product.odps.yaml.' };
}
