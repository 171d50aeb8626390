import type { JsonSchema } from '@mu-mesh/core';

export const FILE_LOCATION: JsonSchema = {
  type: 'string',
  minLength: 1,
  format: 'mesh-path',
  description:
    'A file, a folder, or a glob (*, ?, [a-z], {a,b}, ** for any number of folders), absolute or relative to the job file. Of folders, files that begin with _ or . are left out. A backslash makes the next character literal.',
  examples: ['data/*.csv', 'data/orders', 'data/**/part-*.parquet'],
};

export const ENCODING_KEY: JsonSchema = {
  description:
    'The encoding of the files, or encodings by glob such as {"data/*-legacy.csv": "windows-1252"}; the first glob that fits a file counts, other files are UTF-8. A glob without / is compared with file names.',
  default: 'utf-8',
  examples: ['windows-1252', 'iso-8859-1', 'utf-16'],
  anyOf: [
    { type: 'string', minLength: 1, description: 'One encoding for all files.' },
    {
      type: 'object',
      description: 'Glob → encoding.',
      additionalProperties: { type: 'string', minLength: 1, description: "An encoding's IANA name." },
    },
  ],
};

export const DELIMITER: JsonSchema = {
  type: 'string',
  minLength: 1,
  description: 'What stands between two values; \\t is a tab. The option sep has the same meaning.',
  default: ',',
  examples: [',', ';', '\\t', '|'],
};

export const QUOTES: JsonSchema = {
  type: 'string',
  description:
    'The character that encloses values with separators or line breaks in them; the option quote has the same meaning.',
  default: '"',
  examples: ['"', "'"],
};
