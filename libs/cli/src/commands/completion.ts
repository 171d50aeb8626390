import { type CommandDefinition, TEXT_OR_JSON } from '../command';

export const completion: CommandDefinition = {
  name: 'completion',
  summary: 'print a shell script that completes commands, options, addresses and selectors',
  description: 'Addresses and selectors are completed from the folders of the workspace that the shell stands in.',
  arguments: [['<shell>', 'bash, zsh or fish']],
  options: [],
  examples: [
    ['source <(mesh completion bash)', 'for this shell; put it into ~/.bashrc to keep it'],
    ['mesh completion zsh > "${fpath[1]}/_mesh"', 'zsh'],
    ['mesh completion fish > ~/.config/fish/completions/mesh.fish', 'fish'],
  ],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { completionScript } = require('../completion/script') as typeof import('../completion/script');
    const [shell = ''] = call.arguments;
    const script = completionScript(shell);
    return { result: { shell, script }, issues: [], exit: 0, text: () => script };
  },
};

/** What the scripts of `completion` call: the words of the command line so far, the last one to be completed. */
export const complete: CommandDefinition = {
  name: 'complete',
  summary: 'print completions',
  description: 'One candidate a line, for the last of the words.',
  arguments: [['[words...]', 'the words after `mesh`']],
  options: [],
  examples: [],
  formats: TEXT_OR_JSON,
  hidden: true,
  async act(call) {
    const { candidates } = require('../completion/candidates') as typeof import('../completion/candidates');
    const found = candidates(call.arguments, call.io.cwd);
    return { result: { candidates: found }, issues: [], exit: 0, text: () => found.join('\n') };
  },
};
