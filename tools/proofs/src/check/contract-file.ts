/** A column or a table of a contract file, as the standard (ODCS 3.2) spells it. */
export type Keys = Record<string, unknown>;

/** A contract.odcs.yaml: JSON is YAML too. */
export function contractFile(name: string, properties: Keys[], object: Keys = {}, contract: Keys = {}): string {
  return JSON.stringify({
    apiVersion: 'v3.2.0',
    kind: 'DataContract',
    id: `contract-of-${name}`,
    name,
    version: '1.0.0',
    status: 'active',
    schema: [{ name, properties, ...object }],
    ...contract,
  });
}
