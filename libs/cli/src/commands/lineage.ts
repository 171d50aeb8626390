import type { CommandDefinition } from '../command';
import { wholeNumber } from './parse';
import { depth } from './parse-depth';

export const lineage: CommandDefinition = {
  name: 'lineage',
  summary: 'show where columns come from, or what comes from them',
  description:
    'Follows columns through the steps of their jobs: direct origins (identity, transformation, aggregation) and what decides about them without being part of them (filter, join, group by, sort, window, conditional, subquery; rows, where it is a dataset of which no column is taken: `count(*)`). One hop is from a dataset to those that it reads; what happens inside a job is folded. Read from the SQL as the engine binds it; nothing runs. A column that cannot be traced is said to be so, with the reason: it may come from anything that its dataset reads. With --version it is the lineage of a committed version as it ran: which versions of other datasets and which source files it was built from, and its columns by the SQL of then, also where the files have changed since.',
  arguments: [['<address>', 'a dataset or a column: `sales.gold.daily_sales`, `sales.gold.daily_sales.revenue`']],
  options: [
    { flags: '--up', description: 'where it comes from (the default)' },
    { flags: '--down', description: 'what comes from it' },
    {
      flags: '--version <version>',
      description: 'as it ran: the lineage of a committed version, at the versions that it read',
      parse: wholeNumber(0),
    },
    { flags: '--depth <hops>', description: 'datasets to go through: a number, or `all` (1)', parse: depth },
  ],
  examples: [
    ['mesh lineage sales.gold.daily_sales.revenue', 'the columns that it is made of'],
    ['mesh lineage sales.gold.daily_sales --depth all', 'back to the source files'],
    [
      'mesh lineage sales.gold.daily_sales --version 7 --depth all',
      'what version 7 was built from, by the SQL of then',
    ],
    [
      'mesh lineage sales.raw.orders.amount --down --depth all --format mermaid',
      'a diagram of everything that comes from it',
    ],
  ],
  formats: ['text', 'json', 'mermaid'],
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const { MeshError } = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
    const { lineageOf } = require('../operations/lineage') as typeof import('../operations/lineage');
    const { gaps } = require('../operations/lineage-gaps') as typeof import('../operations/lineage-gaps');
    const { up, down, depth: hops = 1, format, version } = call.options;
    if (up && down) throw new MeshError('USAGE', 'give either --up or --down');
    const [target = ''] = call.arguments;
    if (down && version !== undefined)
      throw new MeshError('USAGE', '--version says what a version was built from: it goes with --up', {
        hint: '`mesh history` of a dataset shows which versions its own were built from.',
      });
    const { result, issues } = await withMesh(call, async ({ context }) => {
      if (version !== undefined) {
        const { lineageAsRan } = require('../operations/lineage-ran') as typeof import('../operations/lineage-ran');
        return { result: await lineageAsRan(context, { target, version, depth: hops }), issues: [] };
      }
      const traced = await lineageOf(context, { target, direction: down ? 'down' : 'up', depth: hops });
      return { result: traced.result, issues: gaps(traced.lineage) };
    });
    return {
      result,
      issues,
      exit: 0,
      text(view) {
        if (format === 'mermaid') {
          const { renderMermaid } = require('../render/mermaid') as typeof import('../render/mermaid');
          return renderMermaid(result);
        }
        const { renderLineage } = require('../render/lineage') as typeof import('../render/lineage');
        return renderLineage(result, view);
      },
    };
  },
};
