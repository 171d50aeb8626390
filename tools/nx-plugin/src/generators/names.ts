import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { nameProblem } from '../../../../libs/core/src/config/name-check';

/** Throws where core would refuse the name: better before the files are written than in the first `validate`. */
export function checkName(kind: string, name: string): void {
  const problem = nameProblem(kind, name);
  if (problem !== undefined) throw new Error(problem);
}

/** Throws where another project of the workspace has the name: Nx would refuse every command. */
export function checkFree(tree: Tree, domain: string): void {
  if (tree.exists(`domains/${domain}`)) throw new Error(`There is a folder domains/${domain} already.`);
  const taken = ['libs', 'tools'].filter((folder) => packages(tree, folder).includes(domain));
  if (taken.length > 0)
    throw new Error(`'${domain}' is the name of a project under ${taken.join(', ')}: choose another.`);
}

function packages(tree: Tree, folder: string): string[] {
  const root = join(tree.root, folder);
  const folders = [...tree.children(folder), ...(existsSync(root) ? readdirSync(root) : [])];
  return folders.flatMap((name) => {
    const text = tree.read(`${folder}/${name}/package.json`, 'utf8');
    const project: unknown = text === null ? undefined : (JSON.parse(text) as { nx?: { name?: unknown } }).nx?.name;
    return typeof project === 'string' ? [name, project] : [name];
  });
}
