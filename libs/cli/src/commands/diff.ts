import type { CommandDefinition } from '../command';
import { amount, nameList, wholeNumber } from './parse';

export const diff: CommandDefinition = {
  name: 'diff',
  summary: 'compare the rows of two tables or of two versions of one',
  description:
    'Takes addresses of datasets, or paths of Delta tables, of Parquet, CSV or JSON files, or of folders of such files; `@` and a version (`@7`) or a time (`@2026-11-22`) name an older version of a Delta table. ' +
    "With one table: the version before, or the one that is named, and the newest. Rows are matched by --key, else by the primary key of the newer table's contract, else by what it says is unique, else by that of the older one, where both tables have its columns; without any, whole rows are compared and their repetitions counted. " +
    'All counts are exact; rows of each kind are listed up to --limit, lowest keys first (where a key repeats, or there is none, lowest rows). NULL equals NULL and NaN equals NaN; values of other types are compared by what they say. Exits with 0 also where tables differ; docs/data-diff.md says more.',
  arguments: [
    ['<from>', 'the older table: `sales.gold.daily_sales@3`, or a path'],
    ['[to]', 'the newer one; without it, the newest version of the same table'],
  ],
  options: [
    { flags: '--key <columns>', description: 'what tells rows apart: `a` or `a,b`', parse: nameList },
    { flags: '--columns <columns>', description: 'compare only these columns', parse: nameList },
    { flags: '--exclude <columns>', description: 'leave these columns out', parse: nameList },
    {
      flags: '--tolerance <number>',
      description: 'floating-point numbers that are no further apart are equal (0)',
      parse: amount,
    },
    {
      flags: '--limit <rows>',
      description: 'rows to list of each kind (10), at most 1000',
      parse: wholeNumber(0, 1000),
    },
    { flags: '--exit-code', description: 'exit with 1 where the tables differ' },
  ],
  examples: [
    ['mesh diff sales.gold.daily_sales', 'what the last commit changed'],
    ['mesh diff sales.gold.daily_sales@3 sales.gold.daily_sales@7', 'two versions'],
    ['mesh diff old/report.csv sales.gold.daily_sales --key day,region', 'a file and a dataset'],
    ['mesh diff sales.gold.x sales.gold.x_v2 --exclude loaded_at --exit-code', 'for a script: 1 where they differ'],
  ],
  formats: ['text', 'markdown', 'json'],
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/diff') as typeof import('../operations/diff');
    const { slowly } = require('../output/slowly') as typeof import('../output/slowly');
    const [from = '', to] = call.arguments;
    const { key, columns, exclude, tolerance, limit = 10, exitCode } = call.options;
    const request = {
      from,
      cwd: call.io.cwd,
      limit,
      ...(to !== undefined && { to }),
      ...(key && { key }),
      ...(columns && { columns }),
      ...(exclude && { exclude }),
      ...(tolerance !== undefined && { tolerance }),
    };
    const result = await slowly(call, `comparing ${from}${to === undefined ? '' : ` with ${to}`}`, () =>
      withMesh(call, ({ context }) => operation.diff(context, request), { optional: true }),
    );
    return {
      result,
      issues: [],
      exit: exitCode && !result.equal ? 1 : 0,
      text(view) {
        const { renderDiff } = require('../render/diff') as typeof import('../render/diff');
        return renderDiff(result, view);
      },
      markdown() {
        const { diffMarkdown } = require('../render/diff-markdown') as typeof import('../render/diff-markdown');
        return diffMarkdown(call.output.redacted(result));
      },
    };
  },
};
