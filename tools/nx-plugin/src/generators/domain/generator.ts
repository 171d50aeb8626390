import { join } from 'node:path';
import { generateFiles, installPackagesTask, type GeneratorCallback, type Tree } from '@nx/devkit';
import { isOwner } from '../codeowners/code-owners';
import codeownersGenerator from '../codeowners/generator';
import { checkFree, checkName } from '../names';
import type { DomainOptions } from './schema';

/**
 * A domain with one dataset a layer, source data, test cases and a data product, which validates, tests and runs as it
 * is. Throws where the name or the owner is none.
 */
export default function domainGenerator(tree: Tree, options: DomainOptions): GeneratorCallback {
  const { name, owner } = options;
  checkName('domain', name);
  checkFree(tree, name);
  if (!isOwner(owner)) throw new Error(`'${owner}' is no owner: give an e-mail address or an @handle.`);
  generateFiles(tree, join(__dirname, 'files'), `domains/${name}`, {
    name,
    owner: JSON.stringify(owner),
    ownerName: JSON.stringify(options.ownerName ?? owner),
    description: JSON.stringify(options.description ?? `Data of the domain ${name}`),
  });
  codeownersGenerator(tree);
  return () => {
    if (options.skipInstall !== true) installPackagesTask(tree, true, '', 'npm');
  };
}
