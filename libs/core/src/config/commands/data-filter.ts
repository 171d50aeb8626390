import { coreCommand } from './command';

export const dataFilter = coreCommand({
  type: 'Data_filter',
  aliases: ['DataFilter', 'Data_Filter', 'data_filter'],
  role: 'execution',
  description:
    'Refuses the rows that its query returns, with exactly the columns of its input; they go to the quarantine.',
  properties: {
    query_location: {
      type: 'string',
      minLength: 1,
      format: 'mesh-path',
      description: 'File with the query, relative to the job file. Either this or `query`.',
    },
    query: { type: 'string', minLength: 1, description: 'The query itself. Either this or `query_location`.' },
    bad_data: {
      type: 'string',
      minLength: 1,
      format: 'mesh-path',
      description:
        'Where refused rows are kept besides the quarantine; %dd, %mm and %yyyy become the date of the run. A path with a file extension is one file, of one filter; any other a folder with a file for each run and filter.',
    },
  },
  keys: { sql: 'query', location: 'query_location', sql_file_location: 'query_location' },
});
