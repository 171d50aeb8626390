import { type CommandDefinition, TEXT_OR_JSON } from '../command';
import { timeSpan } from './parse';

export const recover: CommandDefinition = {
  name: 'recover',
  summary: 'find out what an interrupted run committed, and clean up after it',
  description:
    'Says which version each table is at and by which run, and removes staged files, temporary logs, quarantine files that no version needs and spilled data, where they are older than an hour: younger ones may belong to a run that goes on.',
  arguments: [['[selectors...]', 'domains, layers or datasets; none: everything']],
  options: [
    {
      flags: '--older-than <time>',
      description: 'remove what is older than this (0s where nothing runs); 1h',
      parse: timeSpan,
    },
  ],
  examples: [
    ['mesh recover', 'after exit status 4, or after a run was killed'],
    ['mesh recover sales.raw.orders', 'one dataset'],
  ],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/recover') as typeof import('../operations/recover');
    const { lineageOf, withLineage } = require('../output/openlineage') as typeof import('../output/openlineage');
    const result = await withMesh(call, async ({ context }) => {
      const recovered = await operation.recover(context, call.arguments, call.options.olderThan);
      return withLineage(call, lineageOf(call, context), async () => recovered);
    });
    return {
      result,
      issues: [],
      exit: 0,
      text(view) {
        const { renderRecovery } = require('../render/upkeep') as typeof import('../render/upkeep');
        return renderRecovery(result, view);
      },
    };
  },
};
