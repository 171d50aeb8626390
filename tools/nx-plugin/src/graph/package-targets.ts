import type { TargetConfiguration } from '@nx/devkit';

/** Targets of a TypeScript package beside its own scripts: specs are checked too, which `build` leaves out. */
export function packageTargets(root: string): Record<string, TargetConfiguration> {
  return {
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
