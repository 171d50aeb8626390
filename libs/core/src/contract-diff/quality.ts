import type { Comparison, QualityRule } from '../model/quality';
import { canonical, change, moved, type ContractChange, type Direction, type Place } from './change';
import { compareArguments } from './rule-arguments';
import { compareIntervals, type Interval } from './subset';

/** Changes of the rules of a table or column. Rules are the same by id, else by name, else by what they measure. */
export function qualityChanges(at: Place, from: readonly QualityRule[], to: readonly QualityRule[]): ContractChange[] {
  const [old, young] = [byKey(from), byKey(to)];
  const found: ContractChange[] = [];
  for (const [key, rule] of old) {
    const next = young.get(key);
    const place = { ...at, path: `${at.path}.quality.${key}`, position: (next ?? rule).position };
    if (next) found.push(...ruleChanges(place, rule, next));
    else
      found.push(
        binds(rule)
          ? moved(place, 'quality', 'loosened', shownRule(rule), null)
          : change(place, 'quality_loosened', weak(rule), shownRule(rule), null),
      );
  }
  for (const [key, rule] of young) {
    if (old.has(key)) continue;
    const place = { ...at, path: `${at.path}.quality.${key}`, position: rule.position };
    found.push(
      binds(rule)
        ? moved(place, 'quality', 'tightened', null, shownRule(rule))
        : change(place, 'quality_tightened', weak(rule), null, shownRule(rule)),
    );
  }
  return found;
}

function ruleChanges(place: Place, from: QualityRule, to: QualityRule): ContractChange[] {
  const words = ({ severity: _s, comparison: _c, ...rest }: QualityRule & { comparison?: Comparison }): unknown => rest;
  const direction = binds(from) || binds(to) ? compareRules(from, to) : undefined;
  if (direction) return [moved(place, 'quality', direction, shownRule(from), shownRule(to))];
  if (canonical(from) === canonical(to)) return [];
  const level =
    measured(from) === measured(to) && canonical(words(from)) !== canonical(words(to)) ? 'cosmetic' : weak(to);
  return [change(place, 'metadata_changed', level, shownRule(from), shownRule(to))];
}

function compareRules(from: QualityRule, to: QualityRule): Direction | undefined {
  if (!binds(from)) return 'tightened';
  if (!binds(to)) return 'loosened';
  const [a, b] = [accepted(from), accepted(to)];
  if (measured(from) !== measured(to)) {
    const isList = from.type === 'library' && to.type === 'library' && a && canonical(a) === canonical(b);
    return isList ? compareArguments(from, to, a) : 'changed';
  }
  if (a && b) return compareIntervals(a, b);
  return canonical('comparison' in from ? from.comparison : null) ===
    canonical('comparison' in to ? to.comparison : null)
    ? undefined
    : 'changed';
}

/** Whether rows or a table that break the rule are kept from readers; prose and warnings promise nothing. */
function binds(rule: QualityRule): boolean {
  if (rule.severity !== 'fail' || rule.type === 'text') return false;
  return rule.type === 'custom' || rule.comparison !== undefined;
}

function weak(rule: QualityRule): 'compatible' | 'cosmetic' {
  return rule.type === 'text' ? 'cosmetic' : 'compatible';
}

/** What the rule measures, whatever it compares it with. */
function measured(rule: QualityRule): string {
  switch (rule.type) {
    case 'library':
      return canonical([rule.metric, rule.unit, rule.arguments, rule.column]);
    case 'sql':
      return canonical([rule.query.replace(/\s+/g, ' ').trim(), rule.unit, rule.column]);
    case 'custom':
      return canonical([rule.engine, rule.implementation, rule.column]);
    case 'text':
      return canonical([rule.description, rule.column]);
  }
}

/** The values of the measure that pass; undefined where it is no comparison with numbers. */
function accepted(rule: QualityRule): Interval[] | undefined {
  if (rule.type === 'text' || rule.type === 'custom' || !rule.comparison) return undefined;
  const { operator, value } = rule.comparison;
  const part = (low: number, high: number, lowOpen: boolean, highOpen: boolean): Interval => ({
    low,
    high,
    lowOpen,
    highOpen,
  });
  if (Array.isArray(value)) {
    const [low, high] = value as [number, number];
    if (operator === 'mustBeBetween') return [part(low, high, false, false)];
    return operator === 'mustNotBeBetween'
      ? [part(-Infinity, low, false, true), part(high, Infinity, true, false)]
      : undefined;
  }
  if (typeof value !== 'number') return undefined;
  switch (operator) {
    case 'mustBe':
      return [part(value, value, false, false)];
    case 'mustNotBe':
      return [part(-Infinity, value, false, true), part(value, Infinity, true, false)];
    case 'mustBeGreaterThan':
      return [part(value, Infinity, true, false)];
    case 'mustBeGreaterOrEqualTo':
      return [part(value, Infinity, false, false)];
    case 'mustBeLessThan':
      return [part(-Infinity, value, false, true)];
    case 'mustBeLessOrEqualTo':
      return [part(-Infinity, value, false, false)];
    default:
      return undefined;
  }
}

function shownRule(rule: QualityRule): string {
  const measure =
    rule.type === 'library'
      ? rule.metric
      : rule.type === 'sql'
        ? rule.query.trim()
        : rule.type === 'custom'
          ? rule.engine
          : (rule.description ?? 'text');
  const comparison =
    'comparison' in rule && rule.comparison ? ` ${rule.comparison.operator} ${canonical(rule.comparison.value)}` : '';
  const unit = 'unit' in rule && rule.unit === 'percent' ? ' percent' : '';
  return `${measure}${comparison}${unit}, ${rule.severity}`;
}

function byKey(rules: readonly QualityRule[]): Map<string, QualityRule> {
  const found = new Map<string, QualityRule>();
  for (const rule of rules) {
    const key = rule.id ?? rule.name ?? (rule.type === 'library' ? rule.metric : rule.type);
    let unique = key;
    for (let count = 2; found.has(unique); count += 1) unique = `${key}_${count}`;
    found.set(unique, rule);
  }
  return found;
}
