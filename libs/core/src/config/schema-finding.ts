import type { ErrorObject } from 'ajv';
import { isRecord } from './read/document';
import { pointerSegments, pointerTo } from './read/pointer';
import { didYouMean, nearest, quoted } from './suggestion';

/** One violation of a schema. */
export interface SchemaFinding {
  pointer: string;
  message: string;
  hint?: string;
  /** The key is wrong, not its value. */
  key: boolean;
  /** The key that is missing. */
  missing?: string;
  /** The key that was probably meant. */
  meant?: string;
}

/** Turns the validator's errors into findings: one for each mistake, none of the noise of alternatives. */
export function explain(errors: readonly ErrorObject[], value: unknown): SchemaFinding[] {
  const alternatives = errors.filter((error) => error.keyword === 'anyOf' || error.keyword === 'oneOf');
  const findings = errors
    .filter(
      (error) => error.keyword !== 'if' && !alternatives.some((outer) => outer !== error && isInside(error, outer)),
    )
    .flatMap((error) => {
      if (!alternatives.includes(error)) return [finding(error, value)];
      return alternative(error, errors, value);
    });
  const seen = new Set<string>();
  return findings.filter((found) => {
    const id = `${found.pointer} ${found.message}`;
    return !seen.has(id) && seen.add(id) && !isMisspelled(found, findings);
  });
}

/** A missing key needs no finding where another one says that it is misspelled. */
function isMisspelled({ missing, pointer }: SchemaFinding, all: readonly SchemaFinding[]): boolean {
  return (
    missing !== undefined && all.some((other) => other.meant === missing && other.pointer.startsWith(`${pointer}/`))
  );
}

function isInside(error: ErrorObject, outer: ErrorObject): boolean {
  return error.schemaPath.startsWith(`${outer.schemaPath}/`) && error.instancePath.startsWith(outer.instancePath);
}

/** The errors of the one alternative that has the value's type; else one sentence about all. */
function alternative(error: ErrorObject, all: readonly ErrorObject[], value: unknown): SchemaFinding[] {
  const branches = new Map<string, ErrorObject[]>();
  for (const inner of all) {
    if (inner === error || !isInside(inner, error)) continue;
    const branch = inner.schemaPath.slice(error.schemaPath.length + 1).split('/')[0] ?? '';
    branches.set(branch, [...(branches.get(branch) ?? []), inner]);
  }
  const fitting = [...branches.values()].filter(
    (inner) => !inner.some((one) => one.keyword === 'type' && one.instancePath === error.instancePath),
  );
  const [only] = fitting;
  const described: unknown = error.parentSchema;
  const description =
    isRecord(described) && typeof described['description'] === 'string' ? described['description'] : '';
  if (only && fitting.length === 1) {
    return explain(only, value).map((found) =>
      description === '' || found.hint !== undefined ? found : { ...found, hint: description },
    );
  }
  const shown = shownValue(valueAt(value, error.instancePath));
  return [
    {
      pointer: error.instancePath,
      message: `${label(error.instancePath)} has a form that is not understood${shown}`,
      ...(description !== '' && { hint: description }),
      key: false,
    },
  ];
}

function finding(error: ErrorObject, root: unknown): SchemaFinding {
  const { instancePath, params } = error as ErrorObject & { params: Record<string, unknown> };
  const name = label(instancePath);
  const value = valueAt(root, instancePath);
  const at = (message: string, hint?: string): SchemaFinding => ({
    pointer: instancePath,
    message,
    key: false,
    ...(hint !== undefined && { hint }),
  });
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const key = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
      const known = knownKeys(error);
      const meant = nearest(key, known);
      return {
        pointer: pointerTo(instancePath, key),
        message: `the key ${quoted(key)} is unknown here`,
        ...(meant !== undefined && { meant }),
        hint:
          meant !== undefined
            ? `Did you mean "${meant}"?`
            : known.length > 0 && known.length <= 30
              ? `Known keys: ${known.join(', ')}.`
              : 'See docs/reference.',
        key: true,
      };
    }
    case 'required':
      return {
        ...at(
          `${instancePath === '' ? '' : `${name}: `}the key "${String(params['missingProperty'])}" is missing`,
          'Add it.',
        ),
        missing: String(params['missingProperty']),
      };
    case 'type':
      return at(`${name} must be ${typeNames(params['type'])}${shownValue(value)}`, typeHint(params['type'], value));
    case 'enum': {
      const allowed = (params['allowedValues'] as unknown[]).map(String);
      return at(
        `${name} must be one of ${allowed.join(', ')}${shownValue(value)}`,
        typeof value === 'string' ? didYouMean(value, allowed) : undefined,
      );
    }
    case 'const':
      return at(`${name} must be ${JSON.stringify(params['allowedValue'])}${shownValue(value)}`);
    case 'pattern':
      return at(`${name} does not have the right form${shownValue(value)}`, descriptionOf(error));
    case 'format':
      return at(`${name} is no ${formatName(String(params['format']))}${shownValue(value)}`);
    case 'minLength':
      return at(`${name} must not be empty`);
    case 'minItems':
      return at(`${name} must have at least ${String(params['limit'])} element(s)`);
    case 'maxItems':
      return at(`${name} must have at most ${String(params['limit'])} element(s)`);
    case 'uniqueItems':
      return at(`${name} has an element twice`);
    case 'false schema':
      return {
        ...at(`the key ${name} does not belong here`, 'Remove it, or correct the type that it goes with.'),
        key: true,
      };
    default:
      return at(`${name} ${error.message ?? 'is not valid'}`);
  }
}

function label(pointer: string): string {
  const segments = pointerSegments(pointer);
  const last = segments.at(-1);
  if (last === undefined) return 'this';
  return /^\d+$/.test(last) ? `element ${Number(last) + 1} of "${segments.at(-2) ?? 'the list'}"` : `"${last}"`;
}

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

function typeNames(type: unknown): string {
  return (Array.isArray(type) ? type : [type]).map((one) => TYPES[String(one)] ?? String(one)).join(' or ');
}

function typeHint(type: unknown, value: unknown): string | undefined {
  const wantsText = type === 'string' || (Array.isArray(type) && type.includes('string'));
  return wantsText && (typeof value === 'number' || typeof value === 'boolean') ? 'Put it in quotes.' : undefined;
}

function shownValue(value: unknown): string {
  if (typeof value === 'string') return `; found ${quoted(value)}`;
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return `; found ${String(value)}`;
  if (Array.isArray(value)) return '; found a list';
  return isRecord(value) ? '; found an object' : '';
}

function formatName(format: string): string {
  const names: Record<string, string> = {
    uri: 'URL',
    date: 'date (2026-01-31)',
    'date-time': 'time stamp (2026-01-31T12:00:00Z)',
  };
  return names[format] ?? format;
}

function knownKeys({ parentSchema: owner }: ErrorObject): string[] {
  if (!isRecord(owner) || !isRecord(owner['properties'])) return [];
  return Object.entries(owner['properties'])
    .filter(([, value]) => value !== false)
    .map(([key]) => key);
}

function descriptionOf({ parentSchema: owner }: ErrorObject): string | undefined {
  return isRecord(owner) && typeof owner['description'] === 'string' ? owner['description'] : undefined;
}

/** The part of a schema that a validator's `schemaPath` (`#/$defs/x/properties/y`) names. */
function valueAt(root: unknown, pointer: string): unknown {
  let value = root;
  for (const segment of pointerSegments(pointer)) {
    if (Array.isArray(value)) value = value[Number(segment)];
    else if (isRecord(value) && Object.hasOwn(value, segment)) value = value[segment];
    else return undefined;
  }
  return value;
}
