import { type CommandDefinition, SELECTORS, TEXT_OR_JSON } from '../command';

export const run: CommandDefinition = {
  name: 'run',
  summary: 'build what changed',
  description:
    'Validates the selected datasets and their upstream, then builds those whose job, inputs or sources changed since their last commit, in parallel where the SQL allows it. Each dataset becomes visible in one commit or not at all; when one fails, those that read it are blocked and the rest goes on. Upstream that is not selected is read as it is: `+finance` builds it too. The rules of a contract look at the staged rows before the commit: what they found is in `mesh checks ADDRESS`, the rows that they refused in `mesh quarantine list ADDRESS`, and a rule that stops the dataset leaves its last version visible.',
  arguments: [SELECTORS],
  options: [
    { flags: '--full', description: 'build everything selected, unchanged or not' },
    {
      flags: '--release <address>',
      description:
        'end the hold that a rollback set on a dataset, and build it: it alone where no selector says more; a warning where nothing holds it',
      repeatable: true,
    },
  ],
  examples: [
    ['mesh run', 'everything that changed'],
    ['mesh run +finance', 'finance and all that it reads'],
    ['mesh run sales.silver.orders+ --full', 'one dataset and all that reads it, unchanged or not'],
    ['mesh run --release sales.gold.daily_sales', 'go on after a rollback'],
  ],
  formats: TEXT_OR_JSON,
  async act(call) {
    const core = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
    const { performRun } = require('../calls/run') as typeof import('../calls/run');
    const { tableOf } = require('../operations/table-of') as typeof import('../operations/table-of');
    const { arguments: selectors, options } = call;
    const release = options.release ?? [];
    return performRun(call, ({ context }) => {
      release.forEach((address) => tableOf(context, address));
      return core.run(context, { selectors, full: options.full ?? false, release });
    });
  },
};
