import type { TargetConfiguration } from '@nx/devkit';

/** The built command line, relative to the workspace. */
const MESH = 'node libs/cli/bin/mesh.js';

/**
 * What decides the outcome of a look at files alone: the domain's own, those of the domains it reads and the engine's
 * sources (`^production` follows the edges of the graph to both), and what the platform team says to all.
 */
const INPUTS = ['default', 'mesh', '^production', { externalDependencies: ['@duckdb/node-api'] }];

/**
 * The targets of one domain. Only what depends on files alone is cached: whether a pipeline has anything to do is
 * known to the tables' logs, and a cache hit would put old data over new.
 */
export function domainTargets(domain: string): Record<string, TargetConfiguration> {
  return {
    validate: {
      ...mesh('validate', domain, '--files-only'),
      cache: true,
      dependsOn: ['^build'],
      inputs: INPUTS,
      outputs: [],
      metadata: {
        technologies: ['data-mesh'],
        description: 'Check jobs, SQL, product and references; touches no data',
      },
    },
    plan: {
      ...mesh('plan', domain),
      dependsOn: ['^build'],
      metadata: { technologies: ['data-mesh'], description: 'Say which datasets would run, and why' },
    },
    pipeline: {
      ...mesh('run', domain),
      cache: false,
      parallelism: false,
      dependsOn: ['^build', 'validate', '^pipeline'],
      metadata: { technologies: ['data-mesh'], description: 'Build the raw, silver and gold datasets' },
    },
    test: {
      command: 'jest -c tools/nx-plugin/jest.domains.cjs',
      options: { cwd: '{workspaceRoot}', env: { MU_MESH_DOMAIN: domain } },
      cache: true,
      dependsOn: ['^build'],
      inputs: [...INPUTS, '{workspaceRoot}/jest.preset.cjs', { externalDependencies: ['jest'] }],
      outputs: [],
      metadata: { technologies: ['data-mesh', 'jest'], description: 'Run the cases under tests/' },
    },
  };
}

function mesh(verb: string, domain: string, ...flags: string[]): TargetConfiguration {
  return { command: [MESH, verb, domain, ...flags].join(' '), options: { cwd: '{workspaceRoot}' } };
}
