import type { CommandDefinition } from '../command';

export const contractExport: CommandDefinition = {
  name: 'contract export',
  summary: "print a dataset's contract in another form",
  description:
    'As a page for people (Markdown), as JSON Schema of a row as DestinationJSON writes it (draft 2020-12), as SQL DDL, or as a TypeScript type of a row: whole numbers of 64 bits are bigint there, decimals exact text, dates and times ISO 8601 text. JSON holds all of them.',
  arguments: [['<address>', 'a dataset with a contract: `sales.gold.daily_sales`']],
  options: [],
  examples: [
    ['mesh contract export sales.gold.daily_sales', 'a page in Markdown'],
    ['mesh contract export sales.gold.daily_sales --format typescript > daily-sales.ts', 'types for a consumer'],
    [
      'mesh contract export sales.gold.daily_sales --format json-schema',
      'what a row looks like where DestinationJSON writes it',
    ],
  ],
  formats: ['markdown', 'json-schema', 'sql', 'typescript', 'json'],
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/contract-export') as typeof import('../operations/contract-export');
    const [address = ''] = call.arguments;
    const format = operation.EXPORT_FORMATS.find((known) => known === call.options.format) ?? 'markdown';
    const result = await withMesh(call, ({ context }) => Promise.resolve(operation.contractExport(context, address)));
    return { result, issues: [], exit: 0, text: () => operation.exportText(result, format) };
  },
};
