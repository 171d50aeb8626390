import type { Comparison } from '../model/quality';

/** Whether a measured value, as the engine spells it, is what the rule demands. Null satisfies only `mustBe: null` and `mustNotBe`. */
export function satisfies(measured: string | null, comparison: Comparison): boolean {
  const { operator } = comparison;
  if (operator === 'mustBe') return equals(measured, comparison.value);
  if (operator === 'mustNotBe') return !equals(measured, comparison.value);
  if (measured === null || measured.trim() === '') return false;
  const value = Number(measured);
  if (Number.isNaN(value)) return false;
  switch (operator) {
    case 'mustBeGreaterThan':
      return value > comparison.value;
    case 'mustBeGreaterOrEqualTo':
      return value >= comparison.value;
    case 'mustBeLessThan':
      return value < comparison.value;
    case 'mustBeLessOrEqualTo':
      return value <= comparison.value;
    case 'mustBeBetween':
      return value >= comparison.value[0] && value <= comparison.value[1];
    case 'mustNotBeBetween':
      return value < comparison.value[0] || value > comparison.value[1];
  }
}

function equals(measured: string | null, wanted: unknown): boolean {
  if (measured === null || wanted === null || wanted === undefined)
    return measured === null && (wanted === null || wanted === undefined);
  const text = typeof wanted === 'string' ? wanted : JSON.stringify(wanted);
  if (text === measured) return true;
  return measured.trim() !== '' && text.trim() !== '' && Number(measured) === Number(text);
}

const WORDS: Readonly<Record<Comparison['operator'], string>> = {
  mustBe: '',
  mustNotBe: 'other than',
  mustBeGreaterThan: 'more than',
  mustBeGreaterOrEqualTo: 'at least',
  mustBeLessThan: 'less than',
  mustBeLessOrEqualTo: 'at most',
  mustBeBetween: 'between',
  mustNotBeBetween: 'less than',
};

/** `at most 5`, `between 1 and 10`: what the measured value must be. */
export function spellComparison({ operator, value }: Comparison): string {
  const spelled = Array.isArray(value)
    ? value.join(operator === 'mustNotBeBetween' ? ' or more than ' : ' and ')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
  return `${WORDS[operator]} ${spelled}`.trimStart();
}
