import { coreCommand } from './command';

export const defaultCatalog = coreCommand({
  type: 'DestinationDefaultCatalog',
  aliases: ['table'],
  role: 'destination',
  description: 'Writes a table of the lake.',
  properties: {
    table_name: {
      type: 'string',
      minLength: 1,
      description:
        "The dataset's address, such as sales.raw.leads, or a bare name for a table that only this file reads.",
    },
    mode: {
      description: 'overwrite replaces the table, append adds rows, ignore writes only where there is no table yet.',
      enum: ['overwrite', 'append', 'ignore'],
    },
    schema_evolution: {
      description:
        "evolve adds columns and widens types, freeze refuses to; discard_value leaves out the values that the table's columns and types have no place for, discard_row refuses the rows that have such values. Default: evolve for overwrite, freeze for append.",
      enum: ['evolve', 'freeze', 'discard_value', 'discard_row'],
    },
    partition_by: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      maxItems: 16,
      description: 'Columns by whose values the files are laid out in folders.',
      default: [],
    },
    additional_attributes: {
      description:
        'Spark\'s writer options, as [{"key", "value"}] or as an object: format, mergeSchema, overwriteSchema.',
      anyOf: [{ type: 'object' }, { type: 'array', items: { type: 'object' } }],
    },
  },
  required: ['table_name', 'mode'],
});
