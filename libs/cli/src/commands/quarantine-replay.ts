import { type CommandDefinition, TEXT_OR_JSON } from '../command';

export const quarantineReplay: CommandDefinition = {
  name: 'quarantine replay',
  summary: 'check refused rows again and let in what passes now',
  description:
    'On an appending dataset the open rows are parsed and checked again; those that pass are appended and closed, in one commit, each only once. On an overwriting dataset it is a full re-run, which reads every source again.',
  arguments: [
    ['<address>', 'a dataset: `sales.raw.orders`'],
    ['[ids...]', 'ids of rows, or their beginnings; none: every open row'],
  ],
  options: [],
  examples: [['mesh quarantine replay sales.raw.orders', 'after the rule or the types were corrected']],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { performReplay } = require('../calls/replay') as typeof import('../calls/replay');
    return performReplay(call);
  },
};
