import { type CommandDefinition, TEXT_OR_JSON } from '../command';

export const contractInit: CommandDefinition = {
  name: 'contract init',
  summary: "write a dataset's contract from its table",
  description:
    'Writes contract.odcs.yaml (Open Data Contract Standard 3.2) beside the pipeline.json: types, required where no null was seen, unique where, of 20 rows or more, no text, whole number or date comes twice, accepted values of text columns with at most 12 of them; the least and greatest numbers as comments. All rows are read once. It is a draft: what only happens to hold is for you to loosen. A contract that is there already is never replaced.',
  arguments: [['<address>', 'a dataset that has been built: `sales.gold.daily_sales`']],
  options: [],
  examples: [['mesh contract init sales.gold.daily_sales', 'writes domains/sales/gold/daily_sales/contract.odcs.yaml']],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/contract-init') as typeof import('../operations/contract-init');
    const { relative } = require('node:path') as typeof import('node:path');
    const [address = ''] = call.arguments;
    const { nextSteps } = require('../operations/contract-next') as typeof import('../operations/contract-next');
    const { result, next } = await withMesh(call, async ({ context }) => ({
      result: await operation.contractInit(context, address),
      next: nextSteps(context.workspace, address),
    }));
    const lines = [
      `Wrote ${relative(call.io.cwd, result.file)} from ${result.rows} rows and ${result.columns} columns.`,
      ...next,
    ];
    return { result, issues: [], exit: 0, text: (view) => (view.quiet ? '' : lines.join('\n')) };
  },
};
