import { isEnforced } from '../contract/lifecycle';
import { contractSchema, type Contract } from '../model/contract';

/** Parts of a contract that change no rows. */
const PROSE = new Set([
  'position',
  'positions',
  'id',
  'description',
  'businessName',
  'businessImpact',
  'dimension',
  'tags',
  'label',
  'classification',
  'deprecated',
  'criticalDataElement',
  'driver',
]);

/** What a contract demands of the rows, as one text: another text, and the rows must be checked again. */
export function enforcedText(contract: Contract): string | undefined {
  const object = contractSchema(contract);
  if (!object) return undefined;
  const sla = contract.slaProperties.filter(({ property }) => property === 'freshness' || property === 'latency');
  const reported = isEnforced(contract) ? {} : { reported: true };
  return JSON.stringify({ object, sla, ...reported }, (key, value: unknown) => (PROSE.has(key) ? undefined : value));
}
