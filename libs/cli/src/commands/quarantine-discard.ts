import { type CommandDefinition, TEXT_OR_JSON } from '../command';

export const quarantineDiscard: CommandDefinition = {
  name: 'quarantine discard',
  summary: 'close refused rows for good, with a reason',
  description:
    "The rows stay in the quarantine as `discarded`, with the reason, in a new version of the table's state. On an overwriting dataset a discarded row stays discarded as long as every run refuses the very same row: same rule, file, line and text.",
  arguments: [
    ['<address>', 'a dataset: `sales.raw.orders`'],
    ['[ids...]', 'ids of rows, or their beginnings; none: every open row'],
  ],
  options: [{ flags: '--reason <text>', description: 'why they are not needed', required: true }],
  examples: [['mesh quarantine discard sales.raw.orders 4f2a --reason "test order"', 'one row']],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/quarantine') as typeof import('../operations/quarantine');
    const [address = '', ...ids] = call.arguments;
    const result = await withMesh(call, ({ context }) =>
      operation.quarantineDiscard(context, address, ids, call.options.reason ?? ''),
    );
    return {
      result,
      issues: [],
      exit: 0,
      text(view) {
        const { renderDiscarded } = require('../render/quarantine') as typeof import('../render/quarantine');
        return view.quiet ? '' : renderDiscarded(result);
      },
    };
  },
};
