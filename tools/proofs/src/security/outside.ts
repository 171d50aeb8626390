import { existsSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that no job may touch: a secret to be read and room to write. */
export class Outside {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'mesh-outside-')));
  /** Stands in the folder's files and nowhere else. */
  readonly canary = 'CANARY7f3e';
  readonly csv = join(this.folder, 'secret.csv');

  constructor() {
    writeFileSync(this.csv, `id,${this.canary}\n1,${this.canary}\n`);
  }

  /** Whether it is as it was made. */
  get untouched(): boolean {
    return (
      readdirSync(this.folder).join() === 'secret.csv' &&
      readFileSync(this.csv, 'utf8') === `id,${this.canary}\n1,${this.canary}\n`
    );
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Every file below a folder, with its bytes as Latin-1. */
export function contents(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  if (!existsSync(folder)) return found;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(path, readFileSync(path, 'latin1'));
  }
  return found;
}
