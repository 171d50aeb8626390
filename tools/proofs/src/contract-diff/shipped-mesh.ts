import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const REPOSITORY = join(__dirname, '..', '..', '..', '..');

/** A clone of this repository with its example mesh, to be edited and thrown away. */
export class ShippedMesh {
  readonly root = join(realpathSync(mkdtempSync(join(tmpdir(), 'mesh-gate-'))), 'clone');

  constructor() {
    execFileSync('git', ['clone', '-q', '--no-hardlinks', '-c', 'advice.detachedHead=false', REPOSITORY, this.root]);
    this.git('checkout', '-q', '-B', 'main');
  }

  git(...args: string[]): string {
    return execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@mu-mesh.test', ...args], {
      cwd: this.root,
      encoding: 'utf8',
    });
  }

  commit(): void {
    this.git('add', '-A');
    this.git('commit', '-q', '-m', 'change');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** Replaces text that must be there. */
  edit(path: string, from: string | RegExp, to: string): void {
    const before = readFileSync(join(this.root, path), 'utf8');
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${path} has no ${String(from)}`);
    this.write(path, after);
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  /** Everything as in the last commit. */
  restore(): void {
    this.git('reset', '-q', '--hard');
    this.git('clean', '-q', '-f', '-d');
  }

  dispose(): void {
    rmSync(dirname(this.root), { recursive: true, force: true });
  }
}
