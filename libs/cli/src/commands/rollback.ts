import { type CommandDefinition, TEXT_OR_JSON } from '../command';

export const rollback: CommandDefinition = {
  name: 'rollback',
  summary: 'restore an older version of a dataset',
  description:
    'Commits the rows and the state of an older version as a new one. The dataset is then held: `plan` and `run` skip it until its job changes or it is released with `mesh run --release ADDRESS`. Files and offsets that later versions had read are read again by the next run. What reads the dataset reads the restored rows.',
  arguments: [['<address>', 'a dataset: `sales.gold.daily_sales`']],
  options: [
    {
      flags: '--to <version|time>',
      description: 'a version (7), or a time (2026-11-23T10:15:00Z) of which the last version is meant',
      required: true,
    },
  ],
  examples: [
    ['mesh rollback sales.gold.daily_sales --to 7', 'the rows of version 7'],
    ['mesh rollback sales.gold.daily_sales --to 2026-11-22', 'as it was at that midnight (UTC)'],
  ],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/rollback') as typeof import('../operations/rollback');
    const [address = ''] = call.arguments;
    const result = await withMesh(call, ({ context }) => operation.rollback(context, address, call.options.to ?? ''));
    return {
      result,
      issues: [],
      exit: 0,
      text: (view) =>
        view.quiet
          ? ''
          : `${address} has the rows of version ${result.restored} again, as version ${result.version}.\nIt is held: runs skip it until its job changes, or: mesh run --release ${address}`,
    };
  },
};
