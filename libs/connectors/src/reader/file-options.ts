import { type AttributeValue, type OptionTable, type Parsed, rule } from '../option/rule';
import { flag, only, refused } from '../option/rules';
import { compileGlob, GlobError } from '../files/glob';

/** Spark's generic file source options. Source: Spark, "Generic File Source Options". */
export const FILE_OPTIONS = {
  recursiveFileLookup: flag('Reads files in folders below a folder too; their paths give no columns.', false),
  pathGlobFilter: rule<string | undefined>('Reads only files whose name matches this glob.', undefined, parseNameGlob),
  modifiedAfter: rule<number | undefined>(
    'Reads only files changed after this time: 2026-01-31T00:00:00, in UTC.',
    undefined,
    parseTime,
  ),
  modifiedBefore: rule<number | undefined>(
    'Reads only files changed before this time: 2026-01-31T00:00:00, in UTC.',
    undefined,
    parseTime,
  ),
  ignoreCorruptFiles: only(
    ['false'],
    'a file that cannot be read stops the run',
    'Take the file away, or name the others by a glob.',
  ),
  ignoreMissingFiles: only(['false'], 'a file that disappears stops the run', 'Run it again once the files are there.'),
  timeZone: only(
    ['UTC', 'Z', 'Etc/UTC', '+00:00', 'GMT'],
    'times without a zone are read in UTC',
    "Convert in SQL: AT TIME ZONE 'Europe/Berlin'.",
  ),
  basePath: refused('partition folders are not read as columns', 'Name the files by a glob in file_location.'),
  parallel: refused("the number of threads is the run's", 'Set "threads" in global-properties.json.', ['parallelism']),
} satisfies OptionTable;

function parseNameGlob(value: AttributeValue): Parsed<string> {
  if (typeof value !== 'string' || value === '') return { problem: 'must be a glob such as *.csv' };
  if (value.includes('/'))
    return { problem: 'has a / but is compared with file names', hint: 'Put folders into file_location.' };
  try {
    compileGlob(value);
    return { value };
  } catch (error) {
    if (!(error instanceof GlobError)) throw error;
    return { problem: error.message };
  }
}

function parseTime(value: AttributeValue): Parsed<number> {
  const isTime = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(value);
  const time = isTime ? Date.parse(`${value}Z`) : NaN;
  if (!Number.isNaN(time)) return { value: time };
  return { problem: `must be a time such as 2026-01-31T00:00:00, not ${JSON.stringify(value)}` };
}
