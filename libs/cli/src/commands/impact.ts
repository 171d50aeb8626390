import { type CommandDefinition, TEXT_OR_JSON } from '../command';

export const impact: CommandDefinition = {
  name: 'impact',
  summary: 'show what a change of a column reaches',
  description:
    'Every dataset downstream, of every domain, with its columns that come from the given one and the places in SQL and contracts that read them: file, line and column. Checks, filters, and the rules and foreign keys of contracts count as readers, those of its own contract too. A column that comes through `*` is found where its table is named. SQL that cannot be traced counts as reading everything that it names, and is said to be so. Without a column: what all columns of the dataset reach, and who takes none of them and counts its rows or asks whether there is one.',
  arguments: [['<address>', 'a column or a dataset: `sales.gold.daily_sales.revenue`']],
  options: [],
  examples: [
    ['mesh impact sales.gold.daily_sales.revenue', 'who reads it, where'],
    ['mesh impact sales.raw.orders --json', 'everything downstream of a dataset, for a program'],
  ],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/impact') as typeof import('../operations/impact');
    const { gaps } = require('../operations/lineage-gaps') as typeof import('../operations/lineage-gaps');
    const [target = ''] = call.arguments;
    const { result, lineage } = await withMesh(call, ({ context }) => operation.impact(context, target));
    return {
      result,
      issues: gaps(lineage),
      exit: 0,
      text(view) {
        const { renderImpact } = require('../render/impact') as typeof import('../render/impact');
        return renderImpact(result, view);
      },
    };
  },
};
