import { type CommandDefinition, TEXT_OR_JSON } from '../command';

export const init: CommandDefinition = {
  name: 'init',
  summary: 'write a small workspace that runs at once',
  description:
    'Writes global-properties.json, one example domain with data, SQL and a test case, and a .gitignore. It needs neither Nx nor a package.json. A file that is there already is never replaced: the command then refuses and writes nothing.',
  arguments: [['[folder]', 'where (the working directory); made where it is missing']],
  options: [{ flags: '--domain <name>', description: 'name of the example domain (shop)' }],
  examples: [
    ['mesh init my-mesh', 'then: cd my-mesh && mesh run'],
    ['mesh init --domain warehouse', 'in this folder, with a domain of that name'],
  ],
  formats: TEXT_OR_JSON,
  async act(call) {
    const operation = require('../operations/init') as typeof import('../operations/init');
    const { shellWord } = require('../render/shell-word') as typeof import('../render/shell-word');
    const { resolve } = require('node:path') as typeof import('node:path');
    const [folder = '.'] = call.arguments;
    const result = operation.init(
      resolve(call.io.cwd, call.options.workspace ?? '.', folder),
      call.options.domain ?? 'shop',
    );
    const enter = folder === '.' ? [] : [`  cd ${shellWord(folder)}`];
    return {
      result,
      issues: [],
      exit: 0,
      text: (view) =>
        view.quiet
          ? ''
          : [
              `Wrote ${result.files.length} files in ${result.folder}`,
              '',
              'Next:',
              ...enter,
              '  mesh validate   # check everything, touch nothing',
              '  mesh test       # run the test case',
              '  mesh run        # build the three datasets',
              `  mesh preview ${result.domain}.gold.daily_sales`,
            ].join('\n'),
    };
  },
};
