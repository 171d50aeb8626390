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
      command: `oxlint ${root} && prettier --check --log-level warn ${root}`,
      options: { cwd: '{workspaceRoot}' },
      cache: true,
      inputs: [
        'default',
        '{workspaceRoot}/.oxlintrc.json',
        '{workspaceRoot}/.prettierrc.json',
        { externalDependencies: ['oxlint', 'prettier'] },
      ],
      outputs: [],
      metadata: { technologies: ['oxlint', 'prettier'], description: 'Check the rules of style' },
    },
  };
}
