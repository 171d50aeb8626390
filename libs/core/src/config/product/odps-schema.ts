import type { JsonSchema } from '../../ports';
import { odpsElements, type OdpsVersion } from './odps-elements';

/**
 * The Open Data Product Standard of Bitol, one version: a document is judged as by the standard's own schema.
 * Facts from the standard's documentation, 1.0.0 and 1.1.0.
 */
export function odpsSchema(version: OdpsVersion): JsonSchema {
  const { list, text, ref, since11, definitions } = odpsElements(version);
  const versions = version === '1.1' ? ['v1.1.0'] : ['v1.0.0', 'v0.9.0'];
  return {
    type: 'object',
    description: `A data product, Bitol Open Data Product Standard ${version}.`,
    properties: {
      apiVersion: { description: 'Version of the standard that this file follows.', enum: versions },
      kind: { description: 'Always DataProduct.', enum: ['DataProduct'] },
      id: text('Identifier of the product that never changes, such as a UUID.'),
      name: text('Name of the product.'),
      version: text('Present version of the product.'),
      status: text('State of the product: proposed, draft, active, deprecated or retired.'),
      domain: text('The business domain; in mu-mesh the name of the folder.'),
      tenant: text('The organisation.'),
      ...since11({
        type: text('Kind of product: sourceAligned, aggregate or consumerAligned.'),
        deprecated: {
          type: 'boolean',
          default: false,
          description: 'Whether new work should no longer use the product.',
        },
        synonyms: list('Synonym', 'Other names of the product.'),
        context: ref('Context', 'Guidance for programs that use the product on their own.'),
      }),
      description: ref('Description', 'What the product is for, and its limits.'),
      authoritativeDefinitions: list('AuthoritativeDefinition', 'Links to further explanations.'),
      customProperties: list('CustomProperty', 'Extensions: every key that the standard does not have stands here.'),
      tags: ref('Tags', 'Words to find the product by.'),
      inputPorts: list('InputPort', 'What the product reads from other domains: dataset addresses.'),
      outputPorts: list('OutputPort', 'What the product publishes: gold datasets. None listed: all of them.'),
      managementPorts: list('ManagementPort', 'Where the product is observed and controlled.'),
      support: list('Support', 'Where users get help.'),
      team: ref('Team', 'Who owns the product; in mu-mesh one member has the role owner.'),
      productCreatedTs: { type: 'string', format: 'date-time', description: 'When the product was created, ISO 8601.' },
    },
    required: version === '1.1' ? ['apiVersion', 'kind', 'id'] : ['apiVersion', 'kind', 'id', 'status'],
    additionalProperties: false,
    $defs: definitions,
  };
}

/** The schema by the file's `apiVersion`; the newest where it names none that is known. */
export function odpsVersion(apiVersion: unknown): OdpsVersion {
  return apiVersion === 'v1.0.0' || apiVersion === 'v0.9.0' ? '1.0' : '1.1';
}

/** data-product.odps.yaml for editors: both versions, chosen by `apiVersion`. */
export function dataProductSchema(): JsonSchema {
  const [older, newer] = (['1.0', '1.1'] as const).map((version) => {
    const text = JSON.stringify(odpsSchema(version));
    return JSON.parse(text.replaceAll('#/$defs/', `#/$defs/v${version}/$defs/`)) as JsonSchema;
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'data-product.odps.yaml of mu-mesh',
    description: 'A domain as a data product: Bitol Open Data Product Standard 1.1, or 1.0.',
    type: 'object',
    if: { properties: { apiVersion: { enum: ['v1.0.0', 'v0.9.0'] } }, required: ['apiVersion'] },
    then: { $ref: '#/$defs/v1.0' },
    else: { $ref: '#/$defs/v1.1' },
    $defs: { 'v1.0': older, 'v1.1': newer },
  };
}
