import type { Contract, ContractObject } from '../model/contract';

/** What the table as the commit leaves it is called in the SQL of rules: the dataset's name, and the contract's names for it. */
export function wholeTableNames(contract: Contract, object: ContractObject): string[] {
  const own = contract.dataset.slice(contract.dataset.lastIndexOf('.') + 1);
  const names = new Set([own, object.name, object.physicalName ?? object.name]);
  return [...names].filter((name) => /^[a-z][a-z0-9_]*$/.test(name) && name !== 'input');
}
