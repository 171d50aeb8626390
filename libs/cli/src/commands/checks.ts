import { type CommandDefinition, TEXT_OR_JSON } from '../command';
import { wholeNumber } from './parse';

export const checks: CommandDefinition = {
  name: 'checks',
  summary: "show what the rules of a dataset's contract found",
  description:
    'The results that were kept with the last version: each rule of the contract, what was measured, what is demanded and how many rows break it. ' +
    'Rows that were diverted are in `mesh quarantine list`. A run that a rule stopped has no version: what its rules found is shown first, as pending, until a run commits.',
  arguments: [['<address>', 'a dataset: `sales.gold.daily_sales`']],
  options: [
    { flags: '--history', description: 'of every version, newest first' },
    { flags: '--limit <versions>', description: 'with --history: versions to show (all)', parse: wholeNumber(1) },
  ],
  examples: [
    ['mesh checks sales.gold.daily_sales', 'the rules and what they found in the last version'],
    ['mesh checks sales.gold.daily_sales --history --limit 5', 'the same for each of the last five versions'],
  ],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/checks') as typeof import('../operations/checks');
    const [address = ''] = call.arguments;
    const { history, limit } = call.options;
    if (limit !== undefined && !history) {
      const { MeshError } = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
      throw new MeshError('USAGE', '--limit counts versions: it goes with --history', {
        hint: `\`mesh checks ${address} --history --limit ${limit}\`, or leave --limit out.`,
      });
    }
    const result = await withMesh(call, ({ context }) => operation.checks(context, address, history ? limit : 1));
    return {
      result,
      issues: [],
      exit: 0,
      text(view) {
        const { renderRuleResults } = require('../render/rule-results') as typeof import('../render/rule-results');
        return renderRuleResults(result, view);
      },
    };
  },
};
