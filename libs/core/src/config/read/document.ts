import type { Code } from '../../errors';
import type { Issue, Position } from '../../model/issue';
import { LineIndex } from './line-index';
import { pointerSegments } from './pointer';

/** Where a value of a file stands: offsets of itself and of its members' keys. */
export interface Place {
  offset: number;
  /** Offset just behind the value. */
  end: number;
  members?: Map<string, { key: number; place: Place }>;
  items?: Place[];
}

/** A file's value with the position of every part of it. Objects have no prototype. */
export class ConfigDocument {
  /** Undefined where the text does not parse, or is empty. */
  value: unknown;
  place: Place | undefined;
  readonly issues: Issue[] = [];
  private readonly lines: LineIndex;

  constructor(
    /** Absolute path. */
    readonly file: string,
    readonly text: string,
  ) {
    this.lines = new LineIndex(text);
  }

  /** Position of a value; of its nearest existing parent where there is none. */
  position(pointer: string): Position {
    return this.at(this.find(pointer).place?.offset ?? 0, pointer);
  }

  /** Position of the key that names a value; of the value where it has none. */
  keyPosition(pointer: string): Position {
    const found = this.find(pointer);
    return this.at(found.key ?? found.place?.offset ?? 0, pointer);
  }

  /** The place of a value; of its nearest existing parent where there is none. */
  placeOf(pointer: string): Place | undefined {
    return this.find(pointer).place;
  }

  /** The value as the file spells it: with quotes and escapes. */
  raw(pointer: string): string {
    const { place } = this.find(pointer);
    return place ? this.text.slice(place.offset, place.end) : '';
  }

  at(offset: number, pointer?: string): Position {
    return { file: this.file, ...this.lines.at(offset), ...(pointer !== undefined && { pointer }) };
  }

  report(code: Code, message: string, offset: number, hint?: string, pointer?: string): void {
    this.issues.push({
      code,
      severity: 'error',
      message,
      position: this.at(offset, pointer),
      ...(hint !== undefined && { hint }),
    });
  }

  private find(pointer: string): { place: Place | undefined; key?: number } {
    let place = this.place;
    let key: number | undefined;
    for (const segment of pointerSegments(pointer)) {
      const member = place?.members?.get(segment);
      const next: Place | undefined = member?.place ?? place?.items?.[Number(segment)];
      if (!next) return { place };
      key = member?.key;
      place = next;
    }
    return { place, ...(key !== undefined && { key }) };
  }
}

/** Keys that could reach an object's prototype; refused in every file. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Limits of every configuration file. */
export const LIMITS = { bytes: 1024 * 1024, depth: 64 } as const;

/** An object without a prototype: no key of a file can be mistaken for an inherited one. */
export function emptyRecord(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
