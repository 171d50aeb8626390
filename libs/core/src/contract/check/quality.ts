import type { ContractObject, ContractProperty } from '../../model/contract';
import type { LibraryRule, QualityRule, SqlRule } from '../../model/quality';
import { didYouMean, quoted } from '../../config/suggestion';
import { SEVERITIES } from '../read/quality';
import type { ContractFindings } from './findings';
import { re2Problem } from './re2';

const ARGUMENTS = ['missingValues', 'validValues', 'pattern', 'properties'] as const;
const WORDS = [...SEVERITIES.fail, ...SEVERITIES.warn];

/** The rules of a table and of its columns: what the operators compare, what the metrics need. */
export function checkQuality(object: ContractObject, found: ContractFindings): void {
  const columns = object.properties.map(({ name }) => name);
  for (const rule of [...object.quality, ...object.properties.flatMap(rulesOf)]) {
    checkSeverity(rule, found);
    if (rule.type === 'library') checkLibrary(rule, columns, found);
    if (rule.type === 'sql') checkSql(rule, found);
  }
}

function rulesOf(property: ContractProperty): QualityRule[] {
  const parts = [property.items, property.map?.key, property.map?.value].flatMap((part) => (part ? [part] : []));
  return [...property.quality, ...[...property.properties, ...parts].flatMap(rulesOf)];
}

/** The rule as the file spells it. */
function spelled(rule: QualityRule, found: ContractFindings): Record<string, unknown> {
  const segments = (rule.position.pointer ?? '').split('/').slice(1);
  return segments.reduce<unknown>(
    (value, key) => (value as Record<string, unknown>)[key],
    found.document.value,
  ) as Record<string, unknown>;
}

function checkSeverity(rule: QualityRule, found: ContractFindings): void {
  const { severity, rule: name } = spelled(rule, found);
  if (typeof severity === 'string' && !WORDS.includes(severity.toLowerCase())) {
    found.warnAt(
      rule.position,
      `the severity ${quoted(severity)} is unknown and counts as error`,
      didYouMean(severity, WORDS) ?? 'Write error or warning.',
    );
  }
  if (rule.type === 'text' && typeof name === 'string') {
    found.warnAt(rule.position, `the rule ${quoted(name)} is unknown and not checked`);
  }
}

function checkLibrary(rule: LibraryRule, columns: readonly string[], found: ContractFindings): void {
  const { metric, arguments: given, column, position } = rule;
  const says = (message: string, hint?: string): void => found.at(position, `the rule ${metric} ${message}`, hint);
  if (metric === 'rowCount' && column !== undefined)
    says('is about a table and stands at a column', 'Move it to the "quality" of the object.');
  if (metric === 'rowCount' && rule.unit === 'percent')
    says('counts all rows: a percentage of them says nothing', 'Leave "unit" out.');
  if (['nullValues', 'missingValues', 'invalidValues'].includes(metric) && column === undefined)
    says('needs a column', 'Move it to the "quality" of a column.');
  if (metric === 'invalidValues' && !given.validValues && given.pattern === undefined)
    says('needs "validValues" or a "pattern" in "arguments"');
  if (metric === 'missingValues' && !given.missingValues)
    says(
      'needs "missingValues" in "arguments"',
      'A list of the values that count as missing, such as [null, "", "N/A"].',
    );
  if (metric === 'duplicateValues' && column === undefined && !given.properties)
    says('needs a column', 'Move it to a column, or list "properties" in "arguments".');
  for (const name of given.properties ?? []) {
    if (!columns.includes(name))
      found.reference(
        position,
        `the rule ${metric} names the column ${quoted(name)}, which is not there`,
        didYouMean(name, columns),
      );
  }
  const problem = given.pattern === undefined ? undefined : re2Problem(given.pattern);
  if (problem !== undefined) says(`has a "pattern" that is no regular expression of RE2: ${problem}`);
  const { arguments: texts } = spelled(rule, found);
  for (const key of Object.keys(typeof texts === 'object' && texts !== null ? texts : {})) {
    if (!ARGUMENTS.some((known) => known === key))
      found.warnAt(position, `the argument ${quoted(key)} is unknown and not used`, didYouMean(key, ARGUMENTS));
  }
  const { comparison } = rule;
  if (comparison && ['mustBe', 'mustNotBe'].includes(comparison.operator) && typeof comparison.value !== 'number') {
    found.at(comparison.position, `"${comparison.operator}" compares a number of rows: it must be a number`);
  }
  checkComparison(rule, found);
}

function checkSql(rule: SqlRule, found: ContractFindings): void {
  if (rule.query.trim() === '') found.at(rule.position, 'the query is empty');
  for (const [, name = ''] of rule.query.matchAll(/\$\{([^}]*)\}/g)) {
    const known = ['object', 'property', 'table', 'column', 'schema', 'model', 'field'];
    if (!known.includes(name))
      found.at(
        rule.position,
        `the query has the unknown placeholder \${${name}}`,
        'Known: ${object} for the table, ${property} for the column.',
      );
    else if (name === 'property' && rule.column === undefined)
      found.at(rule.position, 'the query names ${property} and stands at no column');
  }
  checkComparison(rule, found);
}

function checkComparison({ comparison, unit, position }: LibraryRule | SqlRule, found: ContractFindings): void {
  if (!comparison) {
    found.warnAt(position, 'the rule has no operator such as mustBe and is not checked');
    return;
  }
  const numbers = [comparison.value].flat().filter((value) => typeof value === 'number');
  const [low, high] = numbers;
  if (low !== undefined && high !== undefined && low >= high)
    found.at(comparison.position, `"${comparison.operator}" begins at ${low}, above its end ${high}`);
  if (unit === 'percent' && numbers.some((value) => value < 0 || value > 100))
    found.at(comparison.position, 'a percentage is between 0 and 100');
}
