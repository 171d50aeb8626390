import type { CommandDefinition } from '../command';

export const contractDiff: CommandDefinition = {
  name: 'contract diff',
  summary: 'show what changed in contracts and products, and whom it breaks',
  description:
    'Compares the contracts and data products of the working tree with those of a commit. Each change is breaking, compatible or cosmetic to those who read the data, and to those who deliver it. ' +
    'Of what breaks it names every reader: dataset, SQL file, line and column, as they stand in that commit. SQL that cannot be traced counts as reading everything. ' +
    'Exits with 1 where readers break and the contract has no new major version, or where a version went down, and says what to write. Where changesets are in use (.changeset/config.json), a new version of a contract also needs a changeset of at least that bump for the package of its domain. docs/contract-diff.md lists every change and its level.',
  arguments: [],
  options: [{ flags: '--base <ref>', description: 'branch, tag or commit to compare with (the merge base with main)' }],
  examples: [
    ['mesh contract diff', 'what this branch changes'],
    ['mesh contract diff --format markdown', 'the same, for a comment or a page'],
    ['mesh contract diff --base v1.4.0 --json', 'what changed since a release, for a program'],
  ],
  formats: ['text', 'markdown', 'json'],
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/contract-diff') as typeof import('../operations/contract-diff');
    const { exitOfIssues } = require('../output/exit-status') as typeof import('../output/exit-status');
    const { result, issues } = await withMesh(call, ({ context }) =>
      operation.contractDiff(context, call.options.base),
    );
    return {
      result,
      issues,
      exit: exitOfIssues(issues),
      text(view) {
        const { renderContractDiff } = require('../render/contract-diff') as typeof import('../render/contract-diff');
        return renderContractDiff(result, view);
      },
      markdown() {
        const { contractDiffMarkdown } =
          require('../render/contract-markdown') as typeof import('../render/contract-markdown');
        return contractDiffMarkdown(call.output.redacted(result));
      },
    };
  },
};
