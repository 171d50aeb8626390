import type { JsonSchema } from '../../ports';

export type OdcsVersion = '3.0' | '3.1' | '3.2';

/** A key's schema; plain text is the description of a key that holds text. */
export type Keys = Record<string, JsonSchema | string>;

/** What the parts of the contract schema are built with, for one version of the standard. */
export class OdcsBuilder {
  constructor(readonly version: OdcsVersion) {}

  /** Keys that a later version of the standard added. */
  since(version: OdcsVersion, keys: Keys): Keys {
    return this.version >= version ? keys : {};
  }

  /** An object without other keys; with `open: '3.0'` that version allows others. */
  object(description: string, keys: Keys, options: { required?: string[]; open?: '3.0' | 'all' } = {}): JsonSchema {
    const open = options.open === 'all' || options.open === this.version;
    return {
      type: 'object',
      description,
      properties: this.keys(keys),
      required: options.required ?? [],
      ...(!open && { additionalProperties: false }),
    };
  }

  keys(keys: Keys): Record<string, JsonSchema> {
    return Object.fromEntries(
      Object.entries(keys).map(([key, value]) => [
        key,
        typeof value === 'string' ? { type: 'string', description: value } : value,
      ]),
    );
  }

  ref(name: string, description: string): JsonSchema {
    return { $ref: `#/$defs/${name}`, description };
  }

  list(name: string, description: string): JsonSchema {
    return { type: 'array', items: { $ref: `#/$defs/${name}` }, description };
  }

  flag(description: string): JsonSchema {
    return { type: 'boolean', default: false, description };
  }

  choice(values: readonly string[], description: string): JsonSchema {
    return { enum: [...values], description };
  }

  /** Since 3.1 parts have an id, by which others refer to them. */
  get id(): Keys {
    return this.since('3.1', { id: this.ref('StableId', 'Identifier of this part that never changes.') });
  }

  get tags(): Keys {
    return { tags: { type: 'array', items: { type: 'string' }, description: 'Words to find it by.' } };
  }

  get customProperties(): Keys {
    return { customProperties: this.list('CustomProperty', 'Extensions: every key that the standard does not have.') };
  }

  get definitions(): Keys {
    return { authoritativeDefinitions: this.list('AuthoritativeDefinition', 'Links to further explanations.') };
  }
}

/** Any value of JSON that is neither a list nor an object. */
export function scalar(description: string): JsonSchema {
  return { type: ['string', 'number', 'boolean', 'null'], description };
}
