import { type CommandDefinition, TEXT_OR_JSON } from '../command';

export const quarantineShow: CommandDefinition = {
  name: 'quarantine show',
  summary: 'show one refused row in full',
  description: 'The row in the form in which it failed: the line of the source, or the output row as JSON.',
  arguments: [
    ['<address>', 'a dataset: `sales.raw.orders`'],
    ['<id>', 'the id of the row, or its beginning'],
  ],
  options: [],
  examples: [['mesh quarantine show sales.raw.orders 4f2a', 'the row whose id begins with 4f2a']],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/quarantine') as typeof import('../operations/quarantine');
    const [address = '', id = ''] = call.arguments;
    const result = await withMesh(call, ({ context }) => operation.quarantineShow(context, address, id));
    return {
      result,
      issues: [],
      exit: 0,
      text(view) {
        const { renderQuarantineRow } = require('../render/quarantine') as typeof import('../render/quarantine');
        return renderQuarantineRow(result.row, view);
      },
    };
  },
};
