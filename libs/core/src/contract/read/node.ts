import type { CustomProperty, Scalar } from '../../model/contract';
import type { Position } from '../../model/issue';
import { isRecord, type ConfigDocument, type Place } from '../../config/read/document';
import { pointerTo } from '../../config/read/pointer';

/** One object of a contract file, with where it stands. The file fits its schema, so that types need no check. */
export class Node {
  constructor(
    readonly document: ConfigDocument,
    readonly value: Record<string, unknown>,
    readonly pointer: string,
    private readonly place: Place | undefined = document.placeOf(pointer),
  ) {}

  get position(): Position {
    return this.document.at(this.place?.offset ?? 0, this.pointer);
  }

  /** Where a key's value stands; the object itself where there is none. */
  at(key: string): Position {
    const place = this.place?.members?.get(key)?.place ?? this.place;
    return this.document.at(place?.offset ?? 0, pointerTo(this.pointer, key));
  }

  /** Where a key's value begins and ends in the text of the file; undefined where there is none. */
  rangeOf(key: string): { offset: number; end: number } | undefined {
    return this.place?.members?.get(key)?.place;
  }

  /** The texts among these keys that are given. */
  texts<K extends string>(...keys: K[]): { [key in K]?: string } {
    const found: { [key in K]?: string } = {};
    for (const key of keys) {
      const value = this.value[key];
      if (typeof value === 'string') found[key] = value;
    }
    return found;
  }

  text(key: string): string {
    const value = this.value[key];
    return typeof value === 'string' ? value : '';
  }

  /** Whether a flag is set; flags are unset by default. */
  flag(key: string): boolean {
    return this.value[key] === true;
  }

  strings(key: string): string[] {
    const value = this.value[key];
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  }

  scalar(key: string): Scalar | undefined {
    const value = this.value[key];
    return isScalar(value) ? value : undefined;
  }

  child(key: string): Node | undefined {
    const value = this.value[key];
    if (!isRecord(value)) return undefined;
    return new Node(this.document, value, pointerTo(this.pointer, key), this.place?.members?.get(key)?.place);
  }

  children(key: string): Node[] {
    const value = this.value[key];
    if (!Array.isArray(value)) return [];
    const list = pointerTo(this.pointer, key);
    const places = this.place?.members?.get(key)?.place.items;
    return value.flatMap((item: unknown, i) =>
      isRecord(item) ? [new Node(this.document, item, pointerTo(list, i), places?.[i])] : [],
    );
  }

  get customProperties(): CustomProperty[] {
    return this.children('customProperties').map((node) => ({
      position: node.position,
      property: node.text('property'),
      value: node.value['value'],
    }));
  }
}

export function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
