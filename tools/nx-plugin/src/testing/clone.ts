import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REPOSITORY, workspaceFiles } from './workspace-files';

export interface CloneOptions {
  /** Also copies what was built; a fresh clone has none. */
  built?: boolean;
  /** Leaves the shipped domains out. */
  empty?: boolean;
}

/** A copy of this repository in a temporary folder, as a clone after `npm ci`: packages linked, workspace links its own. */
export class Clone {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'mu-mesh-nx-')));

  constructor({ built = false, empty = false }: CloneOptions = {}) {
    for (const file of workspaceFiles()) {
      if (!(empty && file.startsWith('domains/'))) cpSync(join(REPOSITORY, file), join(this.root, file));
    }
    if (built) this.copyBuilt();
    mkdirSync(join(this.root, 'domains'), { recursive: true });
    this.link();
  }

  /** Writes files, given by their path in the workspace. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
  }

  /** Makes it a git repository with everything committed. */
  commit(): void {
    this.run('git', 'init', '-q', '-b', 'main');
    this.run('git', 'add', '-A');
    this.run('git', '-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '-q', '-m', 'all');
  }

  /** Runs nx in it, without daemon and cloud; returns stdout. Throws with its output where it fails. */
  nx(...args: string[]): string {
    return this.run(process.execPath, join(REPOSITORY, 'node_modules/nx/dist/bin/nx.js'), ...args);
  }

  run(file: string, ...args: string[]): string {
    const env = {
      ...withoutNx(process.env),
      NX_DAEMON: 'false',
      NX_ISOLATE_PLUGINS: 'false',
      NX_TUI: 'false',
      CI: 'true',
      NO_COLOR: '1',
    };
    const { status, stdout, stderr } = spawnSync(file, args, {
      cwd: this.root,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
    return stdout;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private copyBuilt(): void {
    for (const name of readdirSync(join(REPOSITORY, 'libs'))) {
      const dist = join('libs', name, 'dist');
      if (existsSync(join(REPOSITORY, dist)))
        cpSync(join(REPOSITORY, dist), join(this.root, dist), { recursive: true });
    }
  }

  private link(): void {
    const source = join(REPOSITORY, 'node_modules');
    const target = join(this.root, 'node_modules');
    mkdirSync(join(target, '@mu-mesh'), { recursive: true });
    for (const name of readdirSync(source)) {
      if (name !== '@mu-mesh' && name !== '.cache') symlinkSync(join(source, name), join(target, name));
    }
    for (const name of readdirSync(join(source, '@mu-mesh'))) {
      symlinkSync(readlinkSync(join(source, '@mu-mesh', name)), join(target, '@mu-mesh', name));
    }
  }
}

/** A test that nx itself started must not hand its settings down. */
function withoutNx(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !key.startsWith('NX_') && key !== 'FORCE_COLOR'));
}
