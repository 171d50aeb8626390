import {
  type JsonSchema,
  MeshError,
  contractSchema,
  exportJsonSchema,
  exportMarkdown,
  exportSql,
  exportTypeScript,
} from '@mu-mesh/core';
import type { MeshContext } from '@mu-mesh/core';
import { datasets, unknownAddress } from './table-of';

export const EXPORT_FORMATS = ['markdown', 'json-schema', 'sql', 'typescript'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ContractExportResult {
  address: string;
  id: string;
  version: string;
  jsonSchema: JsonSchema;
  sql: string;
  markdown: string;
  typescript: string;
}

/** A contract in every form. Throws USAGE where the dataset has none, CONFIG_INVALID where it is not valid. */
export function contractExport({ workspace }: MeshContext, address: string): ContractExportResult {
  const dataset = datasets(workspace).find(({ id }) => id === address);
  if (!dataset) throw unknownAddress(workspace, address);
  const issues = workspace.issues.filter(
    ({ severity, address: about, position }) =>
      severity === 'error' && about === address && position?.file.endsWith('contract.odcs.yaml'),
  );
  if (issues.length > 0) throw new MeshError('CONFIG_INVALID', `the contract of ${address} is not valid`, { issues });
  const { contract } = dataset;
  const object = contract && contractSchema(contract);
  if (!contract || !object)
    throw new MeshError('USAGE', `${address} has no contract`, {
      hint: `Write it: mesh contract init ${address}`,
      address,
    });
  return {
    address,
    id: contract.id,
    version: contract.version,
    jsonSchema: exportJsonSchema(contract, object),
    sql: exportSql(object),
    markdown: exportMarkdown(contract, object),
    typescript: exportTypeScript(contract, object),
  };
}

export function exportText(result: ContractExportResult, format: ExportFormat): string {
  return (format === 'json-schema' ? JSON.stringify(result.jsonSchema, undefined, 2) : result[format]).trimEnd();
}
