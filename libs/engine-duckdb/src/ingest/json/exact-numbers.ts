import type { DataType, Field } from '@mu-mesh/core';

import { literal } from '../../quote';

/** Digits with a point that a double always keeps. */
const SURE = 15;

const FRACTIONS = Array.from({ length: SURE }, (_, index) => `[0-9]{${index + 1}}[.][0-9]{${SURE - index},}`);

/** A number that DuckDB's parser of JSON makes a double of, although it may have more digits than one. */
const LONG = `-?(?:(?:[0-9]{${SURE + 1},}[.][0-9]+|${FRACTIONS.join('|')})(?:[eE][+-]?[0-9]+)?|[0-9]{${SURE + 1},}[eE][+-]?[0-9]+)`;

/** Such a number in JSON that was parsed and written again. */
const PARSED = `[:,[](?:${LONG}|-?[0-9]+e[+]?[0-9]+)`;

const STRING = '"(?:[^"\\\\]|\\\\.)*"';

/**
 * SQL: JSON as it stands in the file, with its long numbers as strings of the same digits. The parser keeps whole
 * numbers of any length and makes a double of the others. U+0001, which cannot stand in JSON, marks numbers.
 */
export function exactNumbers(json: string): string {
  const marked = `regexp_replace(${json}::VARCHAR, '(${STRING})|(${LONG})', '\\1' || chr(1) || '\\2' || chr(1), 'g')`;
  const quoted = `replace(replace(${marked}, chr(1) || chr(1), ''), chr(1), '"')`;
  return `CASE WHEN regexp_matches(${json}::VARCHAR, '${LONG}') THEN TRY_CAST(${quoted} AS JSON) ELSE ${json} END`;
}

/** Whether a value of the type can have more digits than a double. */
export function keepsDigits(type: DataType): boolean {
  if (typeof type === 'string') return type === 'string' || type === 'binary' || digits(type) !== undefined;
  return inner(type).some(keepsDigits);
}

/** Whether a parsed number does not tell if it lost digits that the type would keep. */
export function hidesLoss(type: DataType): boolean {
  if (typeof type === 'string') return (digits(type)?.scale ?? 0) >= 10;
  return inner(type).some((one) => (typeof one === 'string' ? digits(one) !== undefined : hidesLoss(one)));
}

/**
 * SQL: whether a column that was read from parsed JSON (`text` in SQL, `made` its value) has all the digits of the file;
 * undefined where it always has.
 */
export function sureOf({ type }: Field, text: string, made: string): string | undefined {
  if (!keepsDigits(type)) return undefined;
  if (isTexts(type))
    return type.fields.map(({ name }) => sureText(`struct_extract(${made}, ${literal(name)})`)).join(' AND ');
  if (typeof type !== 'string') return `CASE WHEN ${showsLong(text)} THEN false ELSE true END`;
  const decimal = digits(type);
  if (!decimal) return sureText(text);
  return `CASE WHEN abs(${made}) >= 1e${SURE - decimal.scale}::${type} AND ${isParsed(text)} THEN false ELSE true END`;
}

/** The same of a text: a number, or an object or array with numbers, may be what the parser made of it. */
function sureText(text: string): string {
  const number = `${text} < ':' AND strlen(${text}) < 27 AND (strlen(${text}) > ${SURE + 1} OR contains(${text}, 'e')) AND ${isParsed(text)}`;
  const json = `((${text} >= '[' AND ${text} < '\\') OR (${text} >= '{' AND ${text} < '|'))`;
  return `CASE WHEN (${number}) OR (${json} AND ${showsLong(text)}) THEN false ELSE true END`;
}

function isParsed(text: string): string {
  return `regexp_full_match(${text}, '-?[0-9]+(?:[.][0-9]+(?:e[+-]?[0-9]+)?|e[+-]?[0-9]+)')`;
}

function showsLong(json: string): string {
  return `regexp_matches(${json}::VARCHAR, '${PARSED}')`;
}

/** A struct of texts, which takes every object. */
export function isTexts(type: DataType): type is Extract<DataType, { type: 'struct' }> {
  return typeof type !== 'string' && type.type === 'struct' && type.fields.every((one) => one.type === 'string');
}

function digits(type: string): { scale: number } | undefined {
  const [, precision, scale] = /^decimal\((\d+),(\d+)\)$/.exec(type) ?? [];
  return Number(precision) > SURE ? { scale: Number(scale) } : undefined;
}

function inner(type: Exclude<DataType, string>): DataType[] {
  switch (type.type) {
    case 'array':
      return [type.elementType];
    case 'map':
      return [type.valueType];
    case 'struct':
      return type.fields.map((one) => one.type);
  }
}
