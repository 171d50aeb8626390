import type { ContractProperty } from '../../model/contract';
import { logicalTypes } from '../read/data-type';
import { dayOf } from '../lifecycle';

const TIME = /^\d\d:\d\d(?::\d\d(?:\.\d+)?)?/;

/** What a value would have to be, where it is none: `whole number`; undefined where it fits or nothing is known. */
export function valueProblem({ logicalType, type }: ContractProperty, value: unknown): string | undefined {
  const kind = logicalType ?? (type === undefined ? undefined : logicalTypes(type)[0]);
  switch (kind) {
    case 'string':
      return typeof value === 'string' ? undefined : 'text; put it in quotes';
    case 'integer':
      return Number.isInteger(value) ? undefined : 'whole number';
    case 'number':
      return typeof value === 'number' ? undefined : 'number';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'date':
      return typeof value === 'string' && value.length === 10 && dayOf(value) !== undefined
        ? undefined
        : 'date such as 2026-12-31';
    case 'timestamp':
      return typeof value === 'string' && dayOf(value.replace(' ', 'T')) !== undefined
        ? undefined
        : 'time stamp such as 2026-12-31T12:00:00';
    case 'time':
      return typeof value === 'string' && TIME.test(value) ? undefined : 'time such as 12:00:00';
    default:
      return undefined;
  }
}
