import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Results kept by the digest of what they were computed from, in one JSON file under `.mesh/cache`.
 * A missing, broken or unwritable file costs time, never correctness.
 */
export class ContentCache<T> {
  private readonly entries: Map<string, T>;
  private readonly used = new Set<string>();
  private dirty = false;

  /** `keepUnused`: entries that no caller asked for are dropped once the file holds more than this. */
  constructor(
    private readonly file: string,
    private readonly keepUnused = 20_000,
  ) {
    this.entries = new Map(Object.entries(readEntries<T>(file)));
  }

  get(key: string): T | undefined {
    this.used.add(key);
    return this.entries.get(key);
  }

  set(key: string, value: T): void {
    this.used.add(key);
    this.entries.set(key, value);
    this.dirty = true;
  }

  /** Writes beside the file and renames, where anything is new. */
  save(): void {
    if (!this.dirty) return;
    const kept = [...this.entries].filter(([key]) => this.entries.size <= this.keepUnused || this.used.has(key));
    const temporary = `${this.file}.${process.pid}.tmp`;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileSync(temporary, JSON.stringify(Object.fromEntries(kept)));
      renameSync(temporary, this.file);
      this.dirty = false;
    } catch {
      rmSync(temporary, { force: true });
    }
  }
}

function readEntries<T>(file: string): Record<string, T> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRecord<T>(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function isRecord<T>(value: unknown): value is Record<string, T> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The key of a result: a digest of everything that it depends on. */
export function contentKey(...parts: readonly string[]): string {
  return hash('sha256', parts.map((part) => `${part.length}:${part}`).join(''), 'base64url');
}
