import type { MeshContext } from '../mesh';
import type { Contract, ContractObject } from '../model/contract';
import { contractSchema } from '../model/contract';
import type { Field } from '../model/schema';
import type { Dataset } from '../model/job';
import { columnsOf, type Column } from './column';

/** What is checked against what: the rows of one commit of one dataset. */
export interface Subject {
  contract: Contract;
  object: ContractObject;
  /** Of the table as the commit would leave it. */
  fields: Field[];
  columns: Column[];
}

/** The subject of a dataset's own table; undefined where it has no contract or the contract does not describe the table. */
export function subjectOf(context: MeshContext, address: string, fields: Field[]): Subject | undefined {
  const contract = datasetOf(context, address)?.contract;
  const object = contract && contractSchema(contract);
  return contract && object && { contract, object, fields, columns: columnsOf(object.properties, fields) };
}

export function datasetOf(context: MeshContext, address: string): Dataset | undefined {
  return context.workspace.domains.flatMap((domain) => domain.datasets).find((dataset) => dataset.id === address);
}
