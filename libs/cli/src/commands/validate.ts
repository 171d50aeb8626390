import { type CommandDefinition, SELECTORS, TEXT_OR_JSON } from '../command';

export const validate: CommandDefinition = {
  name: 'validate',
  summary: 'check configuration and SQL, all mistakes at once',
  description:
    'Reads every configuration file and binds every SQL statement on empty tables, in dependency order. No source data is opened, nothing is connected to, nothing outside .mesh/ is made. Each mistake is shown with file, line and column. Where a dataset has a contract.odcs.yaml, the columns that its SQL gives are held against it, and its version against the output port; its rules look at rows, so they run in `mesh run`.',
  arguments: [SELECTORS],
  options: [{ flags: '--files-only', description: 'look at files alone: no lake, no clock (the form that Nx caches)' }],
  examples: [
    ['mesh validate', 'the whole workspace'],
    ['mesh validate sales.gold', 'the gold datasets of one domain'],
    ['mesh validate --json', 'the same as one JSON document, for CI'],
  ],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const core = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
    const { exitOfIssues } = require('../output/exit-status') as typeof import('../output/exit-status');
    const { datasets, issues } = await withMesh(call, ({ context }) =>
      core.validate(context, { selectors: call.arguments, filesOnly: call.options.filesOnly ?? false }),
    );
    const result = {
      datasets: datasets.map(({ address, ok, columns }) => ({
        address,
        ok,
        columns: columns?.map(columnOf(core.formatType)) ?? null,
      })),
    };
    return {
      result,
      issues,
      exit: exitOfIssues(issues),
      text(view) {
        const { renderValidation } = require('../render/validation') as typeof import('../render/validation');
        return renderValidation(result.datasets, issues, view);
      },
    };
  },
};

function columnOf(format: (typeof import('@mu-mesh/core'))['formatType']) {
  return (column: import('@mu-mesh/core').Field): { name: string; type: string } => ({
    name: column.name,
    type: format(column.type),
  });
}
