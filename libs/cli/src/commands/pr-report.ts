import type { CommandDefinition } from '../command';
import { wholeNumber } from './parse';

export const prReport: CommandDefinition = {
  name: 'pr-report',
  summary: 'write what a branch changes in the mesh, as the comment of a pull request',
  description:
    'Markdown for one comment, at most 65,000 characters long: what to do about the gates, changes of contracts by level with every reader (dataset, file, line, column), datasets that run and why, and a comparison of the rows of affected gold datasets by key. ' +
    'For the rows, both states are built from the source files that the repository has in them, in empty lakes in a temporary folder; nothing is exported, and the real lake is neither read nor written. What was not compared is listed with the reason. ' +
    'Exits with 0 whatever it finds: `mesh contract diff` is the gate. docs/pr-report.md shows the workflow.',
  arguments: [],
  options: [
    { flags: '--base <ref>', description: 'branch, tag or commit to compare with (the merge base with main)' },
    { flags: '--output <file>', description: 'write it into a file' },
    { flags: '--no-data', description: 'build nothing and compare no rows' },
    { flags: '--max-datasets <number>', description: 'gold datasets to compare at most (10)', parse: wholeNumber(0) },
    { flags: '--limit <rows>', description: 'rows to list of each kind (5), at most 100', parse: wholeNumber(0, 100) },
  ],
  examples: [
    ['mesh pr-report', 'what this branch changes'],
    ['mesh pr-report --base origin/main --output report.md', 'for a workflow'],
    ['mesh pr-report --no-data --json', 'contracts and datasets only, for a program'],
  ],
  formats: ['markdown', 'json'],
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation =
      require('../operations/pr-report/pr-report') as typeof import('../operations/pr-report/pr-report');
    const { renderPrReport } = require('../render/pr-report') as typeof import('../render/pr-report');
    const { base, output, data = true, maxDatasets = 10, limit = 5 } = call.options;
    if (output !== undefined) await assertWritable(call.io.cwd, output);
    const result = await withMesh(call, ({ context }) =>
      operation.prReport(context, {
        ...(base !== undefined && { base }),
        data,
        maxDatasets,
        limit,
        stage: (words) => {
          if (!call.options.quiet) call.output.note(`${words} …`);
        },
      }),
    );
    const text = (): string => renderPrReport(call.output.redacted(result));
    if (output !== undefined) await writeReport(call.io.cwd, output, `${text()}\n`);
    return {
      result,
      issues: [],
      exit: 0,
      text: (view) => (output === undefined ? text() : view.quiet ? '' : `Wrote ${output}.`),
    };
  },
};

async function writeReport(cwd: string, file: string, text: string): Promise<void> {
  const { resolve } = require('node:path') as typeof import('node:path');
  const { writeFile } = require('node:fs/promises') as typeof import('node:fs/promises');
  await writeFile(resolve(cwd, file), text).catch((error: unknown) => {
    throw unwritable(file, error);
  });
}

/** Refuses, before anything is built, a file that could not be written then. Leaves the file as it is. */
async function assertWritable(cwd: string, file: string): Promise<void> {
  const { dirname, resolve } = require('node:path') as typeof import('node:path');
  const { access, constants, stat } = require('node:fs/promises') as typeof import('node:fs/promises');
  const path = resolve(cwd, file);
  const there = await stat(path).catch(() => undefined);
  try {
    if (there?.isDirectory()) throw new Error('it is a folder');
    await access(there ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw unwritable(file, error);
  }
}

function unwritable(file: string, cause: unknown): Error {
  const { MeshError } = require('@mu-mesh/core') as typeof import('@mu-mesh/core');
  return new MeshError('USAGE', `the report cannot be written to ${file}`, {
    hint: 'Give --output a file in a folder that is there and can be written.',
    cause,
  });
}
