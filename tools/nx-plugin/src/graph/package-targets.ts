import type { TargetConfiguration } from '@nx/devkit';

/** The targets of a TypeScript package that its own scripts leave out; `typecheck` includes the specs, unlike `build`. */
export function packageTargets(root: string): Record<string, TargetConfiguration> {
  return {
    test: {
      command: `jest -c ${root}/jest.config.cjs`,
      options: { cwd: '{workspaceRoot}' },
      dependsOn: ['^build'],
      metadata: { technologies: ['jest'], description: 'Run the specs' },
    },
    typecheck: {
      command: `tsc -p ${root}/tsconfig.json --noEmit`,
      options: { cwd: '{workspaceRoot}' },
      cache: true,
      inputs: ['default', '^default', { externalDependencies: ['typescript'] }],
      outputs: [],
      metadata: { technologies: ['typescript'], description: 'Check the types of sources and specs' },
    },
    lint: {
      command: `oxlint ${root}`,
      options: { cwd: '{workspaceRoot}' },
      cache: true,
      inputs: ['default', '{workspaceRoot}/.oxlintrc.json', { externalDependencies: ['oxlint'] }],
      outputs: [],
      metadata: { technologies: ['oxlint'], description: 'Check the rules of style' },
    },
  };
}
