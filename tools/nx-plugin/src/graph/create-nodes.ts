import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CreateNodes, CreateNodesResult } from '@nx/devkit';
import { domainTargets } from './domain-targets';
import { packageTargets } from './package-targets';

const PRODUCT = 'data-product.odps.yaml';

/**
 * A project for every domain, named after its folder, with or without a package.json; and the `typecheck` and `lint`
 * targets of every package with a tsconfig.json under libs and tools. Reads no file: whether one is good is for
 * `mesh validate` to say. Two projects of one name would stop every command of Nx, so that a domain called as a package
 * is `domain-core` to Nx.
 */
export const createNodes: CreateNodes = [
  `{domains/*/${PRODUCT},libs/*/tsconfig.json,tools/*/tsconfig.json}`,
  (files, _options, context) => {
    const packages = files.filter((file) => basename(file) !== PRODUCT).map((file) => basename(dirname(file)));
    const taken = new Set(['nx', ...packages]);
    return files.map((file) => [file, projectOf(file, context.workspaceRoot, taken)] as const);
  },
];

function projectOf(file: string, workspaceRoot: string, taken: ReadonlySet<string>): CreateNodesResult {
  const root = dirname(file);
  const name = basename(root);
  if (basename(file) !== PRODUCT) {
    if (!existsSync(join(workspaceRoot, root, 'package.json'))) return {};
    return { projects: { [root]: { root, targets: packageTargets(root) } } };
  }
  return {
    projects: {
      [root]: {
        root,
        name: taken.has(name) ? `domain-${name}` : name,
        projectType: 'application',
        tags: ['type:domain', `domain:${name}`],
        metadata: { technologies: ['data-mesh'] },
        targets: domainTargets(name),
      },
    },
  };
}
