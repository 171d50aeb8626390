import { type SqlFinding, utf16Offsets } from '@mu-mesh/core';

import type { DuckDbError } from './duckdb-error';

const SHOWN = 5;
/** Errors that speak of the statement, not of the world around it. */
const BINDING = new Set([
  'Binder',
  'Permission',
  'Catalog',
  'Parser',
  'Syntax',
  'Not implemented',
  'Conversion',
  'Invalid Input',
  'Parameter Not Resolved',
  'Expression',
]);

/** Whether an error that came while a statement was bound is the statement's own fault. */
export function isFinding(error: DuckDbError): boolean {
  return BINDING.has(error.type);
}

/** DuckDB's messages about a column that is not there, which have no details of their own. */
const NO_COLUMN = [
  /^Table "(?<table>.+?)" does not have a column named "(?<column>.+?)"/,
  /^Values list "(?<table>.+?)" does not have a column named "(?<column>.+?)"/,
  /^Column "(?<column>.+?)" referenced that exists in the SELECT clause/,
  /^Alias with name "(?<column>.+?)" exists, but aliases cannot/,
  /^Referenced column (?<column>.+?) not found in FROM clause/,
  /^Column "(?<column>.+?)" does not exist on (left|right) side of join/,
  /^Column "(?<column>.+?)" in (EXCLUDE|REPLACE) list not found/,
];

/** The column that is not there, where that is the error; `table` as the statement calls it. */
export function columnNotFound({ message, details }: DuckDbError): { column: string; table?: string } | undefined {
  if (details['error_subtype'] === 'COLUMN_NOT_FOUND') return { column: details['name'] ?? '' };
  for (const pattern of NO_COLUMN) {
    const { column, table } = pattern.exec(message)?.groups ?? {};
    if (column !== undefined) return { column, ...(table !== undefined && { table }) };
  }
  return undefined;
}

/** An error of binding in plain words. `known` are the names that a table could have. */
export function bindFinding(error: DuckDbError, sql: string, known: readonly string[]): SqlFinding {
  const offset = error.position === undefined ? undefined : utf16Offsets(sql)(error.position);
  return { code: 'SQL_BIND', ...words(error, known), ...(offset !== undefined && { offset }) };
}

function words(error: DuckDbError, known: readonly string[]): { message: string; hint?: string } {
  const { error_subtype: kind, name = '', type, call, candidates } = error.details;
  const near = (candidates ?? '')
    .split(',')
    .map((candidate) => candidate.trim())
    .filter((candidate) => candidate !== '');
  const missing = columnNotFound(error);
  if (missing) {
    const { column, table } = missing;
    const place = table === undefined ? 'here' : `in "${table}"`;
    return {
      message: `There is no column "${column}" ${place}.`,
      ...didYouMean(near.length > 0 ? near : quoted(error)),
    };
  }
  const unknown = /^Referenced table "(.+?)" not found/.exec(error.message)?.[1];
  if (unknown !== undefined) return { message: `Nothing here is called "${unknown}".`, ...didYouMean(quoted(error)) };
  if (kind === 'MISSING_ENTRY' && type === 'Table') {
    const names = near.filter((candidate) => known.includes(candidate));
    return { message: `There is no dataset or step "${name}" here.`, ...didYouMean(names) };
  }
  if (kind === 'MISSING_ENTRY' && type?.includes('Function')) {
    return {
      message: `There is no function "${name}".`,
      ...didYouMean(near.filter((candidate) => /^\w+$/.test(candidate))),
    };
  }
  if (kind === 'NO_MATCHING_FUNCTION' && call) {
    const forms = (error.message.split('Candidate functions:')[1] ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    const more = forms.length > SHOWN ? ', …' : '';
    return {
      message: `${call} does not exist: the function takes other types.`,
      hint: `Cast the arguments. It takes ${forms.slice(0, SHOWN).join(', ')}${more}.`,
    };
  }
  const [first = '', ...rest] = error.message.trim().split('\n');
  const hint = rest.map((line) => line.trim()).find((line) => /^(did you mean|candidate)/i.test(line));
  return { message: first, ...(hint && { hint }) };
}

/** The names that DuckDB lists behind its message. */
function quoted({ message }: DuckDbError): string[] {
  const list = /\nCandidate (?:bindings|tables): (.*)/.exec(message)?.[1] ?? '';
  return [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? '');
}

function didYouMean(candidates: readonly string[]): { hint?: string } {
  if (candidates.length === 0) return {};
  return {
    hint: `Did you mean ${candidates
      .slice(0, SHOWN)
      .map((candidate) => `"${candidate}"`)
      .join(', ')}?`,
  };
}
