import { coreCommand } from './command';

export const print = coreCommand({
  type: 'Print',
  aliases: ['print'],
  role: 'execution',
  description: 'Shows the first rows of the step before.',
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 100000, default: 20, description: 'How many rows.' },
  },
});
