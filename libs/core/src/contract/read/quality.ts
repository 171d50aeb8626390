import {
  LIBRARY_METRICS,
  NUMBER_OPERATORS,
  RANGE_OPERATORS,
  type Comparison,
  type LibraryArguments,
  type LibraryMetric,
  type QualityRule,
  type RuleSeverity,
} from '../../model/quality';
import { isScalar, type Node } from './node';
import { queryPositions } from './query-positions';

/** 3.0's names of the metrics. */
const FORMER_METRICS: Record<string, LibraryMetric> = {
  duplicateCount: 'duplicateValues',
  nullCheck: 'nullValues',
  nullCount: 'nullValues',
  validValues: 'invalidValues',
  missingValues: 'missingValues',
  rowCount: 'rowCount',
};

/** Words of `severity`; the standard leaves them open. */
export const SEVERITIES: Record<RuleSeverity, readonly string[]> = {
  fail: ['error', 'fail', 'failure', 'critical', 'blocker', 'high', 'major'],
  warn: ['warning', 'warn', 'info', 'information', 'low', 'medium', 'minor'],
};

/** The rules at a table or, with `column`, at one of its columns. */
export function readQuality(node: Node, column?: string): QualityRule[] {
  return node.children('quality').map((rule) => readRule(rule, column));
}

function readRule(node: Node, column: string | undefined): QualityRule {
  const base = {
    position: node.position,
    ...node.texts('id', 'name', 'description', 'dimension', 'businessImpact'),
    severity: severityOf(node.text('severity')),
    ...(column !== undefined && { column }),
    tags: node.strings('tags'),
    customProperties: node.customProperties,
  };
  const unit = node.text('unit').toLowerCase() === 'percent' ? 'percent' : 'rows';
  const comparison = readComparison(node);
  const compared = { unit, ...(comparison && { comparison }) } as const;
  const type = node.text('type');
  if (type === 'sql') {
    const query = node.text('query');
    const range = node.rangeOf('query');
    return { ...base, ...compared, type, query, positions: range ? queryPositions(node.document, range, query) : {} };
  }
  if (type === 'custom') {
    const implementation = node.child('implementation')?.value ?? node.text('implementation');
    return { ...base, type, engine: node.text('engine'), implementation };
  }
  const metric = metricOf(node);
  if (metric === undefined) return { ...base, type: 'text' };
  return { ...base, ...compared, type: 'library', metric, arguments: readArguments(node) };
}

function metricOf(node: Node): LibraryMetric | undefined {
  const name = node.text('metric') || node.text('rule');
  return LIBRARY_METRICS.find((metric) => metric === name) ?? FORMER_METRICS[name];
}

export function severityOf(word: string): RuleSeverity {
  return SEVERITIES.warn.includes(word.toLowerCase()) ? 'warn' : 'fail';
}

function readArguments(node: Node): LibraryArguments {
  const own = node.child('arguments') ?? node;
  const values = (key: string) => {
    const value = own.value[key];
    return Array.isArray(value) ? { [key]: value.filter(isScalar) } : {};
  };
  const properties = own.strings('properties');
  return {
    ...values('missingValues'),
    ...values('validValues'),
    ...own.texts('pattern'),
    ...(properties.length > 0 && { properties }),
  };
}

function readComparison(node: Node): Comparison | undefined {
  for (const operator of ['mustBe', 'mustNotBe'] as const) {
    if (operator in node.value) return { operator, value: node.value[operator], position: node.at(operator) };
  }
  for (const operator of NUMBER_OPERATORS) {
    const value = node.value[operator];
    if (typeof value === 'number') return { operator, value, position: node.at(operator) };
  }
  for (const operator of RANGE_OPERATORS) {
    const [low, high] = rangeOf(node.value[operator]);
    if (low !== undefined && high !== undefined) return { operator, value: [low, high], position: node.at(operator) };
  }
  return undefined;
}

function rangeOf(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((item): item is number => typeof item === 'number') : [];
}
