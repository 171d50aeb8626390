import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from '../ports';
import { isRecord } from './read/document';

/** Thrown for a keyword that is left to the full validator. */
class UnknownKeyword extends Error {}

type Formats = Record<string, (text: string) => boolean>;

/**
 * Whether a value is good by a schema, for the usual keywords; undefined where the schema has others. It needs no
 * compiling: good files, which are nearly all, never load the validator that explains the bad ones.
 */
export function fitsSchema(schema: JsonSchema, value: unknown, formats: Formats): boolean | undefined {
  try {
    return new Fit(schema, formats).fits(schema, value);
  } catch (error) {
    if (error instanceof UnknownKeyword) return undefined;
    throw error;
  }
}

class Fit {
  constructor(
    private readonly root: JsonSchema,
    private readonly formats: Formats,
  ) {}

  fits(schema: unknown, value: unknown): boolean {
    if (typeof schema === 'boolean') return schema;
    if (!isRecord(schema)) throw new UnknownKeyword();
    for (const keyword in schema) if (!this.holds(schema, keyword, schema[keyword], value)) return false;
    return true;
  }

  private holds(schema: JsonSchema, keyword: string, demand: unknown, value: unknown): boolean {
    switch (keyword) {
      case 'description':
      case 'default':
      case 'examples':
      case 'title':
      case 'deprecated':
      case '$schema':
      case '$defs':
      case 'then':
      case 'else':
        return true;
      case 'type':
        return Array.isArray(demand) ? demand.some((one) => hasType(one, value)) : hasType(demand, value);
      case 'enum':
      case 'const':
        return isOneOf(keyword === 'enum' ? demand : [demand], value);
      case 'properties':
      case 'patternProperties':
      case 'additionalProperties':
      case 'required':
      case 'minProperties':
        return !isRecord(value) || this.objectHolds(schema, keyword, demand, value);
      case 'items':
      case 'minItems':
      case 'maxItems':
      case 'uniqueItems':
        return !Array.isArray(value) || this.arrayHolds(schema, keyword, demand, value);
      case 'minimum':
      case 'maximum':
      case 'exclusiveMinimum':
        return typeof value !== 'number' || numberHolds(keyword, Number(demand), value);
      case 'minLength':
      case 'pattern':
      case 'format':
        return typeof value !== 'string' || this.textHolds(keyword, demand, value);
      case 'anyOf':
        return (demand as unknown[]).some((one) => this.fits(one, value));
      case 'allOf':
        return (demand as unknown[]).every((one) => this.fits(one, value));
      case 'oneOf':
        return (demand as unknown[]).filter((one) => this.fits(one, value)).length === 1;
      case 'not':
        return !this.fits(demand, value);
      case 'if':
        return this.fits((this.fits(demand, value) ? schema['then'] : schema['else']) ?? true, value);
      case '$ref':
        return this.fits(this.definition(String(demand)), value);
      default:
        throw new UnknownKeyword();
    }
  }

  private objectHolds(schema: JsonSchema, keyword: string, demand: unknown, value: Record<string, unknown>): boolean {
    const properties = isRecord(schema['properties']) ? schema['properties'] : {};
    const patterns = isRecord(schema['patternProperties']) ? Object.keys(schema['patternProperties']) : [];
    switch (keyword) {
      case 'required':
        return (demand as string[]).every((key) => value[key] !== undefined);
      case 'minProperties':
        return Object.keys(value).length >= Number(demand);
      case 'properties':
        return Object.keys(properties).every(
          (key) => value[key] === undefined || this.fits(properties[key], value[key]),
        );
      case 'patternProperties':
        return Object.entries(demand as Record<string, unknown>).every(([pattern, part]) =>
          Object.keys(value).every((key) => !expression(pattern).test(key) || this.fits(part, value[key])),
        );
      default:
        return Object.keys(value).every(
          (key) =>
            Object.hasOwn(properties, key) ||
            patterns.some((pattern) => expression(pattern).test(key)) ||
            this.fits(demand, value[key]),
        );
    }
  }

  private arrayHolds(schema: JsonSchema, keyword: string, demand: unknown, value: unknown[]): boolean {
    if ('prefixItems' in schema) throw new UnknownKeyword();
    if (keyword === 'items') return Array.from(value).every((item) => this.fits(demand, item));
    if (keyword === 'uniqueItems') return demand !== true || isUnique(value);
    return keyword === 'minItems' ? value.length >= Number(demand) : value.length <= Number(demand);
  }

  private textHolds(keyword: string, demand: unknown, value: string): boolean {
    if (keyword === 'minLength') return [...value].length >= Number(demand);
    if (keyword === 'pattern') return expression(String(demand)).test(value);
    const format = this.formats[String(demand)];
    if (!format) throw new UnknownKeyword();
    return format(value);
  }

  private definition(ref: string): unknown {
    const name = /^#\/\$defs\/([^/~%]+)$/.exec(ref)?.[1];
    const definitions = this.root['$defs'];
    if (name === undefined || !isRecord(definitions) || !Object.hasOwn(definitions, name)) throw new UnknownKeyword();
    return definitions[name];
  }
}

const expressions = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  const known = expressions.get(pattern) ?? new RegExp(pattern, 'u');
  expressions.set(pattern, known);
  return known;
}

function hasType(type: unknown, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

function isOneOf(allowed: unknown, value: unknown): boolean {
  if (!Array.isArray(allowed) || allowed.some((one) => typeof one === 'object' && one !== null))
    throw new UnknownKeyword();
  return allowed.includes(value);
}

function isUnique(items: readonly unknown[]): boolean {
  return items.every((item, i) => items.slice(0, i).every((other) => !isDeepStrictEqual(item, other)));
}

function numberHolds(keyword: string, limit: number, value: number): boolean {
  if (keyword === 'minimum') return value >= limit;
  return keyword === 'maximum' ? value <= limit : value > limit;
}
