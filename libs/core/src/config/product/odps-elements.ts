import type { JsonSchema } from '../../ports';

export type OdpsVersion = '1.0' | '1.1';

type Properties = Record<string, JsonSchema>;

/** The parts of a data product file, by name, and the helpers that the whole is built with. */
export function odpsElements(version: OdpsVersion) {
  const text = (description: string): JsonSchema => ({ type: 'string', description });
  const url = (description: string): JsonSchema => ({ type: 'string', format: 'uri', description });
  const date = (description: string): JsonSchema => ({ type: 'string', format: 'date', description });
  const ref = (name: string, description: string): JsonSchema => ({ $ref: `#/$defs/${name}`, description });
  const list = (name: string, description: string): JsonSchema => ({
    type: 'array',
    items: { $ref: `#/$defs/${name}` },
    description,
  });
  const since11 = (properties: Properties): Properties => (version === '1.1' ? properties : {});
  const object = (description: string, properties: Properties, required: string[] = []): JsonSchema => ({
    type: 'object',
    description,
    properties,
    required,
    additionalProperties: false,
  });
  const id = { id: text('Identifier of this part that never changes.') };
  const common: Properties = {
    tags: ref('Tags', 'Words to find it by.'),
    customProperties: list('CustomProperty', 'Extensions.'),
    authoritativeDefinitions: list('AuthoritativeDefinition', 'Links to further explanations.'),
  };
  const port: Properties = {
    ...since11({
      ...id,
      deprecated: { type: 'boolean', default: false, description: 'Whether new work should no longer use it.' },
    }),
    ...common,
  };
  const guidance = (key: string, description: string, more: Properties = {}): JsonSchema => ({
    type: 'array',
    description,
    items: object(description, { ...id, [key]: text(description), ...more, ...common }, [key]),
  });

  const definitions: Record<string, JsonSchema> = {
    Tags: { type: 'array', items: { type: 'string' }, description: 'Words to find it by.' },
    Description: object('What it is for.', {
      purpose: text('What the data is meant for.'),
      limitations: text('What it must not be used for, technically or by law.'),
      usage: text('How to use it.'),
      authoritativeDefinitions: list('AuthoritativeDefinition', 'Links to further explanations.'),
      customProperties: list('CustomProperty', 'Extensions.'),
    }),
    CustomProperty: object(
      'A key and a value that the standard does not have.',
      {
        ...since11({ ...id, vendor: text('Who defines the key.') }),
        property: text('The key, in camel case.'),
        value: { description: 'The value.' },
        description: text('What it means.'),
      },
      ['property', 'value'],
    ),
    AuthoritativeDefinition: object(
      'A link to a further explanation.',
      {
        ...since11(id),
        type: text('Kind of explanation, such as businessDefinition or tutorial.'),
        url: url('Where it stands.'),
        description: text('What stands there.'),
      },
      ['type', 'url'],
    ),
    InputPort: object(
      'A dataset of another domain that the product reads.',
      {
        ...port,
        name: text("The dataset's address, such as sales.gold.aggregated_sales_data."),
        version: text('Versions that are good, as a semver range: ^1.0.0.'),
        contractId: text('The id of its contract.'),
      },
      version === '1.1' ? ['name'] : ['name', 'version', 'contractId'],
    ),
    OutputPort: object(
      'A gold dataset that the product publishes.',
      {
        ...port,
        ...since11({
          synonyms: list('Synonym', 'Other names of the dataset.'),
          context: ref('Context', 'Guidance for programs.'),
        }),
        name: text("The gold dataset's name."),
        description: text('What it holds.'),
        type: text('Kind of port, such as table.'),
        version: text('Version of its contract.'),
        contractId: text('The id of its contract.'),
        sbom: list('SBOM', 'Software that it is made with.'),
        inputContracts: list('InputContract', 'Contracts that it depends on.'),
      },
      version === '1.1' ? ['name'] : ['name', 'version'],
    ),
    SBOM: object(
      'A bill of materials.',
      {
        ...since11({ ...id, ...common }),
        type: { ...text('Kind of bill.'), default: 'external' },
        url: url('Where it stands.'),
      },
      version === '1.1' ? [] : ['url'],
    ),
    InputContract: object(
      'A contract that the port depends on.',
      {
        id: text("The contract's id."),
        version: text("The contract's version."),
      },
      ['id', 'version'],
    ),
    ManagementPort: object(
      'Where the product is observed and controlled.',
      {
        ...port,
        name: text('Its name.'),
        content: text('What it is for: discoverability, observability, control or dictionary.'),
        type: { ...text('rest or topic.'), default: 'rest' },
        url: url('Its address.'),
        channel: text('Its channel.'),
        description: text('How it is used.'),
      },
      ['name', 'content'],
    ),
    Support: object(
      'Where users get help.',
      {
        ...since11(id),
        channel: text('Its name.'),
        url: url('Its address: https, mailto and so on.'),
        description: text('What it is for.'),
        tool: text('email, slack, teams, discord, ticket or other.'),
        scope: text('interactive, announcements or issues.'),
        invitationUrl: url('Where one is invited.'),
        ...common,
      },
      ['channel', 'url'],
    ),
    Team: object('Who owns the product.', {
      name: text('Name of the team.'),
      description: text('What the team does.'),
      members: list('TeamMember', 'The people; one has the role owner.'),
      ...common,
    }),
    TeamMember: object(
      'A person.',
      {
        ...since11(id),
        username: text('An e-mail address or an @handle.'),
        name: text("The person's name."),
        description: text('Who it is.'),
        role: text('owner, or any other.'),
        dateIn: date('The day of joining.'),
        dateOut: date('The day of leaving.'),
        replacedByUsername: text('Who follows.'),
        ...common,
      },
      ['username'],
    ),
    ...since11({
      Synonym: object(
        'Another name.',
        {
          ...id,
          synonym: text('The name.'),
          description: text('When it is used.'),
          locale: text('Its language, such as en-US.'),
          source: text('Where it comes from.'),
          status: text('Its state.'),
          customProperties: list('CustomProperty', 'Extensions.'),
        },
        ['synonym'],
      ),
      Context: object('Guidance for programs that use the data on their own.', {
        instructions: text('How to use the data, in plain language.'),
        verifiedStatements: guidance('question', 'Questions with good answers.', { answer: text('The answer.') }),
        constraints: guidance('constraint', 'What programs must not do.'),
      }),
    }),
  };
  return { text, list, ref, since11, definitions };
}
