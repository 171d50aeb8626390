import { type CommandDefinition, TEXT_OR_JSON } from '../command';

export const jobRun: CommandDefinition = {
  name: 'job run',
  summary: 'run one job file, without a workspace',
  description:
    'Runs the jobs of a JSON file in order, as the command line of mu-pipelines does; `mesh --global-properties G --connection-properties C JOB.json` is the same. Nothing is skipped. A table with a bare name lies in <lake>/<name>; `lake` comes from the global properties and is ./lake beside the file where they do not say.',
  arguments: [['<file>', 'the job file (JSON)']],
  options: [
    { flags: '--global-properties <file>', description: 'global-properties.json to use' },
    { flags: '--connection-properties <file>', description: 'connection-properties.json to use' },
  ],
  examples: [
    ['mesh job run copy.json', 'with the defaults'],
    [
      'mesh job run copy.json --global-properties global.json --connection-properties connections.json',
      'as mu-pipelines runs it',
    ],
  ],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { performJobRun } = require('../calls/job-run') as typeof import('../calls/job-run');
    return performJobRun(call);
  },
};
