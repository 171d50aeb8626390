import { coreCommand } from './command';

export const transformSql = coreCommand({
  type: 'TransformSQL',
  aliases: ['TransformSql', 'transform_sql'],
  role: 'execution',
  description: 'Computes rows with one SELECT over datasets, earlier steps of the job and `input`, the step before.',
  properties: {
    sql: { type: 'string', minLength: 1, description: 'The SELECT itself. Either this or `sql_file_location`.' },
    sql_file_location: {
      type: 'string',
      minLength: 1,
      format: 'mesh-path',
      description: 'File with the SELECT, relative to the job file. Either this or `sql`.',
    },
    volatile: {
      description: 'Whether a query with now(), random() and the like runs every time, or is skipped as any other.',
      enum: ['run', 'skip'],
      default: 'run',
    },
  },
  keys: { query: 'sql', location: 'sql_file_location' },
});
