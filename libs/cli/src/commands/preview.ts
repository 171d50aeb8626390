import type { CommandDefinition } from '../command';
import { wholeNumber } from './parse';

export const preview: CommandDefinition = {
  name: 'preview',
  summary: 'show the first rows of a dataset or of any table',
  description:
    'Takes the address of a dataset, or the path of a Delta table, of a Parquet, CSV or JSON file, or of a folder of such files. Of long text files the first 4 MiB are read. A path needs no workspace.',
  arguments: [['<table>', 'an address (`sales.gold.daily_sales`) or a path']],
  options: [
    { flags: '--limit <rows>', description: 'rows to show (20)', parse: wholeNumber(1) },
    { flags: '--version <version>', description: 'an older version of a Delta table', parse: wholeNumber(0) },
  ],
  examples: [
    ['mesh preview sales.gold.daily_sales', '20 rows'],
    ['mesh preview sales.gold.daily_sales --version 3 --limit 5', 'as it was'],
    ['mesh preview data/orders.csv --format json', 'a file, as JSON'],
  ],
  formats: ['table', 'csv', 'json'],
  async act(call) {
    const { withMesh } = require('../wiring') as typeof import('../wiring');
    const operation = require('../operations/preview') as typeof import('../operations/preview');
    const [target = ''] = call.arguments;
    const { limit = 20, version } = call.options;
    const result = await withMesh(
      call,
      ({ context }) =>
        operation.preview(context, { target, cwd: call.io.cwd, limit, ...(version !== undefined && { version }) }),
      { optional: true },
    );
    const names = result.columns.map(({ name }) => name);
    return {
      result,
      issues: [],
      exit: 0,
      text(view) {
        const { renderPreview } = require('../render/preview') as typeof import('../render/preview');
        return renderPreview(result, view);
      },
      csv() {
        const { renderCsv } = require('../render/csv') as typeof import('../render/csv');
        return renderCsv(names, result.rows);
      },
    };
  },
};
