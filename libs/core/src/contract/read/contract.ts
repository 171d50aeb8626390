import type { Contract } from '../../model/contract';
import type { JsonSchema } from '../../ports';
import { Findings } from '../../config/findings';
import { isRecord, type ConfigDocument } from '../../config/read/document';
import { schemaFindings } from '../../config/schema-validator';
import type { OdcsVersion } from '../odcs/builder';
import { odcsSchema, odcsVersion } from '../odcs/schema';
import { checkContract } from '../check/contract';
import { readLifecycle } from '../lifecycle';
import { checkContractProperties } from '../own-properties';
import { Node } from './node';
import { readDescription, readRoles, readSla, readSupport, readTeam } from './parts';
import { readObject } from './property';

const schemas = new Map<OdcsVersion, JsonSchema>();

/**
 * Reads a contract.odcs.yaml. Findings hold all that is wrong with it; there is no contract where it does not fit the
 * standard's schema.
 */
export function readContract(document: ConfigDocument, dataset: string): { contract?: Contract; findings: Findings } {
  const findings = new Findings(document, dataset);
  const { value } = document;
  if (value === undefined) return { findings };
  const apiVersion = isRecord(value) ? value['apiVersion'] : undefined;
  if (typeof apiVersion === 'string' && /^v?[0-2]\./.test(apiVersion)) {
    findings.add('CONFIG_INVALID', '/apiVersion', `version ${apiVersion} of the standard is not read`, {
      hint: 'Write the contract as v3.2.0; v3.1.0 and v3.0.x are read as well.',
    });
    return { findings };
  }
  for (const found of schemaFindings(schemaOf(odcsVersion(apiVersion)), value)) {
    findings.add('CONFIG_INVALID', found.pointer, found.message, {
      hint: found.hint ?? (found.key ? 'Extensions stand in "customProperties".' : undefined),
      key: found.key,
    });
  }
  if (findings.issues.length > 0 || document.issues.length > 0 || !isRecord(value)) return { findings };
  const root = new Node(document, value, '');
  const contract = normalise(root, dataset);
  checkContract(contract, document, findings);
  checkContractProperties(root, findings);
  return { contract, findings };
}

function normalise(root: Node, dataset: string): Contract {
  return {
    file: root.document.file,
    position: root.position,
    apiVersion: root.text('apiVersion'),
    id: root.text('id'),
    version: root.text('version'),
    ...root.texts('status', 'name', 'domain', 'dataProduct', 'tenant'),
    description: readDescription(root),
    tags: root.strings('tags'),
    dataset,
    schema: root.children('schema').map(readObject),
    slaProperties: readSla(root),
    roles: readRoles(root),
    support: readSupport(root),
    team: readTeam(root),
    customProperties: root.customProperties,
    lifecycle: readLifecycle(root),
  };
}

function schemaOf(version: OdcsVersion): JsonSchema {
  const schema = schemas.get(version) ?? odcsSchema(version);
  schemas.set(version, schema);
  return schema;
}
