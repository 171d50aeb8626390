import type { JsonSchema } from '../../ports';
import { OdcsBuilder, type OdcsVersion } from './builder';
import { partDefinitions } from './parts';
import { schemaDefinitions } from './property';
import { qualityDefinition } from './quality';
import { serverDefinitions } from './servers';

const FORMER = ['v3.0.2', 'v3.0.1', 'v3.0.0', 'v2.2.2', 'v2.2.1', 'v2.2.0'];
const API_VERSIONS: Record<OdcsVersion, string[]> = {
  '3.0': FORMER,
  '3.1': ['v3.1.0', ...FORMER],
  '3.2': ['v3.2.0', 'v3.1.0', ...FORMER],
};

/**
 * The Open Data Contract Standard of Bitol, one version: a document is judged as by the standard's own schema.
 * Facts from the standard's documentation, 3.0.2, 3.1.0 and 3.2.0.
 */
export function odcsSchema(version: OdcsVersion): JsonSchema {
  const builder = new OdcsBuilder(version);
  const { tags, customProperties, definitions } = builder;
  const description = builder.object(
    'What the data is for.',
    {
      purpose: 'What it is meant for.',
      usage: 'How to use it.',
      limitations: 'What it must not be used for.',
      ...definitions,
      ...customProperties,
    },
    { open: 'all' },
  );
  return {
    ...builder.object(`A data contract, Bitol Open Data Contract Standard ${version}.`, {
      apiVersion: builder.choice(API_VERSIONS[version], 'Version of the standard that this file follows.'),
      kind: builder.choice(['DataContract'], 'Always DataContract.'),
      id: 'Identifier of the contract that never changes.',
      version: 'Version of the contract: 1.0.0.',
      status: 'proposed, draft, active, deprecated or retired.',
      name: 'Name of the contract.',
      tenant: 'The organisation.',
      domain: 'The business domain; in mu-mesh the name of the folder.',
      dataProduct: 'Name of the data product.',
      description,
      ...tags,
      servers: builder.list('Server', 'Where the data lies; mu-mesh knows without.'),
      schema: builder.list('SchemaObject', 'The tables; in mu-mesh the one of the dataset that the file lies beside.'),
      support: builder.list('Support', 'Where users get help.'),
      price: builder.ref('Price', 'What it costs.'),
      team: team(builder),
      roles: builder.list('Role', 'Who gets access.'),
      slaDefaultElement: { type: 'string', deprecated: true, description: 'Column that SLAs are about by default.' },
      slaProperties: builder.list('SlaProperty', 'Promises about the service.'),
      ...definitions,
      ...customProperties,
      contractCreatedTs: { type: 'string', format: 'date-time', description: 'When it was created, ISO 8601.' },
      ...builder.since('3.2', { context: builder.ref('Context', 'Guidance for programs.') }),
    }),
    required: ['version', 'apiVersion', 'kind', 'id', ...(version === '3.2' ? [] : ['status'])],
    $defs: {
      ...partDefinitions(builder),
      ...schemaDefinitions(builder),
      Quality: qualityDefinition(builder),
      ...serverDefinitions(builder),
    },
  };
}

function team(builder: OdcsBuilder): JsonSchema {
  const members = builder.list('TeamMember', 'The people, as before 3.1.');
  if (builder.version === '3.0') return members;
  return { description: 'Who owns the data.', anyOf: [{ $ref: '#/$defs/Team' }, { ...members, deprecated: true }] };
}

/** The schema by the file's `apiVersion`; the newest where it names none that is known. */
export function odcsVersion(apiVersion: unknown): OdcsVersion {
  if (apiVersion === 'v3.1.0') return '3.1';
  return FORMER.some((former) => former === apiVersion) ? '3.0' : '3.2';
}

/** contract.odcs.yaml for editors: the newest version; older files are judged by `mesh validate` alone. */
export function contractFileSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'contract.odcs.yaml of mu-mesh',
    ...odcsSchema('3.2'),
  };
}
