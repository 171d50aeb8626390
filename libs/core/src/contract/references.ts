import { dirname, resolve } from 'node:path';
import { contractSchema, type ColumnReference, type Contract, type ContractObject } from '../model/contract';
import type { Dataset, Domain } from '../model/job';
import type { Issue } from '../model/issue';
import { didYouMean, quoted } from '../config/suggestion';

/** What a foreign key refers to: a dataset and, where its contract is known, the object that describes it. */
export interface ReferenceTarget {
  /** The other dataset; undefined for another object of the same contract. */
  dataset?: Dataset;
  object?: ContractObject;
  column: string;
}

/**
 * The dataset and column of a reference: an object of the same contract, else a dataset by address, by the path of its
 * contract, or by name in the same domain and layer. Undefined where there is none.
 */
export function resolveReference(
  contract: Contract,
  reference: ColumnReference,
  domains: readonly Domain[],
): ReferenceTarget | undefined {
  const { object: name, column } = reference;
  const all = domains.flatMap(({ datasets }) => datasets);
  if (reference.contract !== undefined) {
    const file = resolve(dirname(contract.file), reference.contract);
    const dataset = all.find((other) => other.contract?.file === file);
    const object = dataset?.contract?.schema.find((one) => one.name === name);
    return dataset && object && { dataset, object, column };
  }
  const own = contract.schema.find((one) => one.name === name);
  if (own) return { object: own, column };
  const [domain = '', layer = ''] = contract.dataset.split('.');
  const dataset = all.find(({ id }) => id === name) ?? all.find(({ id }) => id === `${domain}.${layer}.${name}`);
  const object = dataset?.contract && contractSchema(dataset.contract);
  return dataset && { dataset, ...(object && { object }), column };
}

/** Foreign keys whose table or column is not there, or not published to the domain. */
export function referenceIssues(domains: readonly Domain[]): Issue[] {
  return domains.flatMap((domain) =>
    domain.datasets.flatMap(({ contract }) =>
      contract
        ? contract.schema.flatMap((object) =>
            object.relationships.flatMap(({ to, position }) =>
              to.flatMap((reference) => {
                const found = problem(domain, contract, reference, domains);
                return found ? [{ severity: 'error' as const, ...found, position, address: contract.dataset }] : [];
              }),
            ),
          )
        : [],
    ),
  );
}

function problem(
  domain: Domain,
  contract: Contract,
  reference: ColumnReference,
  domains: readonly Domain[],
): Pick<Issue, 'code' | 'message' | 'hint'> | undefined {
  const target = resolveReference(contract, reference, domains);
  if (!target) {
    const names = [
      ...contract.schema.map(({ name }) => name),
      ...domains.flatMap(({ datasets }) => datasets.map(({ id }) => id)),
    ];
    const hint =
      didYouMean(reference.object, names) ?? 'Write object.column, or the address of a dataset and its column.';
    return {
      code: 'REFERENCE_UNKNOWN',
      message: `the key refers to ${quoted(reference.text)}, which is not there`,
      hint,
    };
  }
  const { dataset, object, column } = target;
  const [first = ''] = column.split('.');
  const columns = object?.properties.map(({ name }) => name);
  if (columns && !columns.includes(first)) {
    const hint = didYouMean(first, columns) ?? `It has ${columns.join(', ')}.`;
    return {
      code: 'REFERENCE_UNKNOWN',
      message: `the key refers to ${quoted(reference.text)}, and ${quoted(reference.object)} has no column ${quoted(first)}`,
      hint,
    };
  }
  if (!dataset || dataset.address.domain === domain.name) return undefined;
  const owner = domains.find(({ name }) => name === dataset.address.domain);
  const isPublished =
    dataset.address.layer === 'gold' &&
    (!owner ||
      owner.outputPorts.length === 0 ||
      owner.outputPorts.some(({ name }) => name === dataset.address.dataset));
  return isPublished
    ? undefined
    : {
        code: 'REFERENCE_PRIVATE',
        message: `the key refers to ${dataset.id}, which ${dataset.address.domain} does not publish`,
      };
}
