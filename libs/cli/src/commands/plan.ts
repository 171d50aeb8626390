import { type CommandDefinition, SELECTORS, TEXT_OR_JSON } from '../command';

export const plan: CommandDefinition = {
  name: 'plan',
  summary: 'show what a run would do, and why',
  description:
    'Says for each selected dataset whether `mesh run` would build or skip it, with the reason, and which versions it would read. Nothing is changed. With work to do it still exits 0. What a contract demands of the rows is part of a dataset that is overwritten: where it has changed, the dataset runs and is checked again.',
  arguments: [SELECTORS],
  options: [
    { flags: '--full', description: 'as `mesh run --full` would do it: everything selected, unchanged or not' },
  ],
  examples: [
    ['mesh plan', 'everything'],
    ['mesh plan sales.silver.orders+', 'a dataset and all that reads it'],
  ],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const core = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
    const { exitOfIssues } = require('../output/exit-status') as typeof import('../output/exit-status');
    const found = await withMesh(call, ({ context }) =>
      core.plan(context, { selectors: call.arguments, full: call.options.full ?? false, release: [] }),
    );
    const result = {
      datasets: found.plan.datasets.map(({ address, action, reason, inputs }) => ({
        address,
        action,
        reason,
        inputs: inputs.map((input) => ({ address: input.address, version: input.version ?? null })),
      })),
    };
    return {
      result,
      issues: found.issues,
      exit: exitOfIssues(found.issues),
      text(view) {
        const { renderPlan } = require('../render/plan') as typeof import('../render/plan');
        return renderPlan(result, view);
      },
    };
  },
};
