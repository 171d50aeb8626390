import { type CommandDefinition, TEXT_OR_JSON } from '../command';
import { wholeNumber } from './parse';

const STATUSES = ['open', 'pending', 'replayed', 'discarded'] as const;

export const quarantineList: CommandDefinition = {
  name: 'quarantine list',
  summary: 'list the rows that a dataset refused',
  description:
    'Each row with its rule, reason and place in the source. `open` rows wait for a decision; `pending` ones belong to a run that failed and published nothing; `replayed` and `discarded` ones are closed. Rows refused on the way to a private table of the job file are listed with its name.',
  arguments: [['<address>', 'a dataset: `sales.raw.orders`']],
  options: [
    { flags: '--status <status>', description: 'only rows of this status', choices: STATUSES },
    { flags: '--limit <rows>', description: 'rows to list (all)', parse: wholeNumber(1) },
  ],
  examples: [
    ['mesh quarantine list sales.raw.orders', 'every refused row'],
    ['mesh quarantine list sales.raw.orders --status open --json', 'what waits for a decision, as JSON'],
  ],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/quarantine') as typeof import('../operations/quarantine');
    const [address = ''] = call.arguments;
    const status = STATUSES.find((known) => known === call.options.status);
    const { limit } = call.options;
    const filter = { ...(status && { status }), ...(limit !== undefined && { limit }) };
    const result = await withMesh(call, ({ context }) => operation.quarantineList(context, address, filter));
    return {
      result,
      issues: [],
      exit: 0,
      text(view) {
        const { renderQuarantine } = require('../render/quarantine') as typeof import('../render/quarantine');
        return renderQuarantine(address, result.rows, view);
      },
    };
  },
};
