import { type CommandDefinition, TEXT_OR_JSON } from '../command';
import { timeSpan } from './parse';

export const vacuum: CommandDefinition = {
  name: 'vacuum',
  summary: 'remove files that only old versions need',
  description:
    'Files of versions younger than the retention (7 days unless the workspace says otherwise) and of the last 3 versions stay. A version whose files are gone can be listed but no longer read or restored.',
  arguments: [['[selectors...]', 'domains, layers or datasets; none: everything']],
  options: [
    { flags: '--retention <time>', description: 'keep versions younger than this: 7d, 36h', parse: timeSpan },
    { flags: '--force', description: 'allow a retention under 24 hours' },
    { flags: '--dry-run', description: 'only say what would go' },
  ],
  examples: [
    ['mesh vacuum --dry-run', 'see what would be freed'],
    ['mesh vacuum sales --retention 3d', 'one domain, three days'],
  ],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/vacuum') as typeof import('../operations/vacuum');
    const { retention, force = false, dryRun = false } = call.options;
    const request = { selectors: call.arguments, force, dryRun, ...(retention !== undefined && { retention }) };
    const result = await withMesh(call, ({ context }) => operation.vacuum(context, request));
    return {
      result,
      issues: [],
      exit: 0,
      text(view) {
        const { renderVacuum } = require('../render/upkeep') as typeof import('../render/upkeep');
        return renderVacuum(result, view);
      },
    };
  },
};
