import type { JsonSchema } from '../../ports';
import { scalar, type OdcsBuilder } from './builder';

const TEXT = { type: 'string' };

/** The parts of a contract around its schema. */
export function partDefinitions(builder: OdcsBuilder): Record<string, JsonSchema> {
  const { id, tags, customProperties, definitions } = builder;
  return {
    StableId: {
      ...TEXT,
      pattern: builder.version === '3.2' ? '^[^\\s.#/\\\\@!%&^]+$' : '^[A-Za-z0-9_-]+$',
      description: 'An identifier: no spaces and none of . # / \\ @ ! % & ^',
    },
    AuthoritativeDefinition: builder.object(
      'A link to a further explanation.',
      {
        ...id,
        type: 'Kind of explanation: businessDefinition, tutorial and so on.',
        url: 'Where it stands.',
        ...builder.since('3.1', { description: 'What stands there.' }),
      },
      { required: ['url', 'type'], open: '3.0' },
    ),
    CustomProperty: builder.object(
      'A key and a value that the standard does not have.',
      {
        ...id,
        property: 'The key, in camel case.',
        value: { description: 'The value.' },
        ...builder.since('3.1', { description: 'What it means.' }),
        ...builder.since('3.2', { vendor: 'Who defines the key.' }),
      },
      { required: builder.version === '3.0' ? [] : ['property', 'value'], open: '3.0' },
    ),
    SlaProperty: builder.object(
      'A promise about the service.',
      {
        ...id,
        property: 'latency, frequency, retention, endOfSupport, endOfLife and so on.',
        value: scalar('The promised value.'),
        valueExt: scalar('A second value.'),
        unit: 'Unit of the value: d, h, y and so on.',
        element: 'Columns that it is about: object.column.',
        driver: 'regulatory, analytics or operational.',
        ...builder.since('3.1', {
          description: 'What is promised.',
          scheduler: 'What checks it.',
          schedule: 'When it is checked.',
        }),
        ...builder.since('3.2', { ...customProperties, ...definitions }),
      },
      { required: ['property', 'value'], open: '3.0' },
    ),
    Support: builder.object(
      'Where users get help.',
      {
        ...id,
        channel: 'Its name.',
        url: 'Its address.',
        description: 'What it is for.',
        tool: 'email, slack, teams, discord, ticket or other.',
        scope: 'interactive, announcements or issues.',
        invitationUrl: 'Where one is invited.',
        ...builder.since('3.1', customProperties),
      },
      { required: builder.version === '3.0' ? ['channel', 'url'] : ['channel'], open: '3.0' },
    ),
    Price: builder.object(
      'What it costs.',
      {
        ...id,
        priceAmount: { type: 'number', description: 'Price of one unit.' },
        priceCurrency: 'Currency, ISO 4217.',
        priceUnit: 'What is counted: megabyte and so on.',
      },
      { open: '3.0' },
    ),
    Role: builder.object(
      'Who gets access.',
      {
        ...id,
        role: 'Its name.',
        description: 'What it is for.',
        access: 'read, write and so on.',
        firstLevelApprovers: 'Who approves first.',
        secondLevelApprovers: 'Who approves then.',
        ...customProperties,
      },
      { required: ['role'], open: '3.0' },
    ),
    TeamMember: builder.object(
      'A person.',
      {
        ...id,
        username: 'An e-mail address or an @handle.',
        name: "The person's name.",
        description: 'Who it is.',
        role: 'owner, or any other.',
        dateIn: { ...TEXT, format: 'date', description: 'The day of joining.' },
        dateOut: { ...TEXT, format: 'date', description: 'The day of leaving.' },
        replacedByUsername: 'Who follows.',
        ...builder.since('3.1', { ...tags, ...customProperties, ...definitions }),
      },
      { required: builder.version === '3.0' ? [] : ['username'], open: '3.0' },
    ),
    ...builder.since('3.1', {
      Team: builder.object('Who owns the data.', {
        ...id,
        name: 'Name of the team.',
        description: 'What it does.',
        members: builder.list('TeamMember', 'The people; one has the role owner.'),
        ...tags,
        ...customProperties,
        ...definitions,
      }),
    }),
    ...(builder.version === '3.2' && newParts(builder)),
  } as Record<string, JsonSchema>;
}

/** What 3.2 added. */
function newParts(builder: OdcsBuilder): Record<string, JsonSchema> {
  const { id, tags, customProperties, definitions } = builder;
  const common = { id: 'Identifier of this part that never changes.', ...definitions, ...tags, ...customProperties };
  const guidance = (key: string, description: string, more: Record<string, string> = {}): JsonSchema => ({
    type: 'array',
    description,
    items: builder.object(description, { ...common, [key]: description, ...more }, { required: [key] }),
  });
  return {
    Context: {
      description: 'Guidance for programs that use the data on their own: text, or an object.',
      anyOf: [
        TEXT,
        builder.object('Guidance for programs.', {
          instructions: 'How to use the data, in plain language.',
          verifiedStatements: guidance('question', 'Questions with good answers.', { answer: 'The answer.' }),
          constraints: guidance('constraint', 'What programs must not do.'),
        }),
      ],
    },
    EnumValue: builder.object(
      'An accepted value.',
      {
        ...id,
        value: scalar('The value.'),
        label: 'Its name for people.',
        description: 'What it means.',
        ...customProperties,
        ...definitions,
        ...tags,
      },
      { required: ['value'] },
    ),
    Synonym: builder.object(
      'Another name.',
      {
        ...id,
        synonym: 'The name.',
        description: 'When it is used.',
        locale: 'Its language, such as en-US.',
        source: 'Where it comes from.',
        status: 'Its state.',
        ...customProperties,
      },
      { required: ['synonym'] },
    ),
  };
}
