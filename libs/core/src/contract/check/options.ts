import type { ContractProperty, LogicalTypeOptions } from '../../model/contract';
import type { ContractFindings } from './findings';
import { re2Problem } from './re2';
import { valueProblem } from './value';

const BOUNDS = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum'] as const;
type Low = keyof LogicalTypeOptions;

/** The least option is not above the greatest; `true`: equal ones leave nothing. */
const ORDERS: readonly (readonly [Low, Low, boolean])[] = [
  ['minimum', 'maximum', false],
  ['minimum', 'exclusiveMaximum', true],
  ['exclusiveMinimum', 'maximum', true],
  ['exclusiveMinimum', 'exclusiveMaximum', true],
  ['minLength', 'maxLength', false],
  ['minItems', 'maxItems', false],
];

export function checkOptions(property: ContractProperty, found: ContractFindings): void {
  const { options, positions, position } = property;
  const at = (key: string) => positions[`logicalTypeOptions.${key}`] ?? position;
  for (const key of BOUNDS) {
    const value = options[key];
    const problem = value === undefined || typeof value === 'number' ? undefined : valueProblem(property, value);
    if (problem !== undefined) found.at(at(key), `"${key}" is no ${problem}`);
  }
  for (const [low, high, isStrict] of ORDERS) {
    const [least, greatest] = [options[low], options[high]];
    if (least === undefined || greatest === undefined || typeof least !== typeof greatest) continue;
    if (least > greatest || (isStrict && least === greatest)) {
      found.at(at(low), `"${low}" ${String(least)} and "${high}" ${String(greatest)} leave no value`);
    }
  }
  const problem = options.pattern === undefined ? undefined : re2Problem(options.pattern);
  if (problem !== undefined) found.at(at('pattern'), `"pattern" is no regular expression of RE2: ${problem}`);
}
