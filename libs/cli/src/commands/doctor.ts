import { type CommandDefinition, TEXT_OR_JSON } from '../command';

export const doctor: CommandDefinition = {
  name: 'doctor',
  summary: 'check this machine and workspace',
  description:
    'Looks at the version of Node, the engine, the lake (writable, hard links, free space), the memory limit, and the Python and git that tests and development use. Each finding says what to do. Exit status 3 where something that mesh needs is missing.',
  arguments: [],
  options: [],
  examples: [['mesh doctor', 'when something does not work']],
  formats: TEXT_OR_JSON,
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/doctor') as typeof import('../operations/doctor');
    const result = await withMesh(call, ({ context, found }) => operation.doctor(context, found), { optional: true });
    const { EXIT } = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
    return {
      result,
      issues: [],
      exit: result.checks.some(({ status }) => status === 'fail') ? EXIT.environment : EXIT.ok,
      text(view) {
        const { renderChecks } = require('../render/checks') as typeof import('../render/checks');
        return renderChecks(result.checks, view);
      },
    };
  },
};
