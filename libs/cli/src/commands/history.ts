import { type CommandDefinition, TEXT_OR_JSON } from '../command';
import { wholeNumber } from './parse';

export const history: CommandDefinition = {
  name: 'history',
  summary: "list the versions of a dataset's table",
  description:
    'Newest first: when, by which run and operation, how many rows, and which versions of its inputs it read.',
  arguments: [['<address>', 'a dataset: `sales.gold.daily_sales`']],
  options: [{ flags: '--limit <versions>', description: 'versions to list (all)', parse: wholeNumber(1) }],
  examples: [['mesh history sales.gold.daily_sales --limit 5', 'the last five versions']],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/history') as typeof import('../operations/history');
    const [address = ''] = call.arguments;
    const result = await withMesh(call, ({ context }) => operation.history(context, address, call.options.limit));
    return {
      result,
      issues: [],
      exit: 0,
      text(view) {
        const { renderHistory } = require('../render/history') as typeof import('../render/history');
        return renderHistory(result, view);
      },
    };
  },
};
