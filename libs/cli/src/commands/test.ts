import { type CommandDefinition, SELECTORS, TEXT_OR_JSON } from '../command';

export const test: CommandDefinition = {
  name: 'test',
  summary: 'run the test cases of the domains',
  description:
    'Runs every case under domains/<domain>/tests/: the rows in given/ take the place of the inputs, the result is compared with the rows in expected/, and rows that differ are shown. Only columns that are present are compared; the order of rows does not matter. Tables of the lake are neither read nor written.',
  arguments: [SELECTORS],
  options: [],
  examples: [
    ['mesh test', 'every case'],
    ['mesh test sales', 'the cases of one domain'],
  ],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const core = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
    const { exitOfIssues } = require('../output/exit-status') as typeof import('../output/exit-status');
    const found = await withMesh(call, ({ context }) => core.test(context, { selectors: call.arguments }));
    const issues = [...found.issues, ...found.cases.flatMap((line) => line.issues)];
    const failed = found.cases.some(({ ok }) => !ok);
    return {
      result: { cases: found.cases.map(({ issues: _issues, diff, ...line }) => ({ ...line, diff: diff ?? null })) },
      issues,
      exit: core.worstExit([exitOfIssues(issues), failed ? core.EXIT.data : core.EXIT.ok]),
      text(view) {
        const { renderCases } = require('../render/cases') as typeof import('../render/cases');
        return renderCases(found.cases, view);
      },
    };
  },
};
