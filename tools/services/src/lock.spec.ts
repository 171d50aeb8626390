import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { withLock } from './lock';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mu-mesh-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PROGRAM = `
require('@swc-node/register');
const { readFileSync, writeFileSync } = require('node:fs');
const { withLock } = require(process.argv[1]);
for (let i = 0; i < 20; i++) withLock(process.argv[2] + '/lock', () => {
  const n = Number(readFileSync(process.argv[2] + '/n', 'utf8'));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  writeFileSync(process.argv[2] + '/n', String(n + 1));
});`;

function count(): Promise<number | null> {
  const child = spawn(process.execPath, ['-e', PROGRAM, resolve(__dirname, 'lock.ts'), folder], { stdio: 'inherit' });
  return new Promise((done) => child.on('close', done));
}

describe('withLock', () => {
  it('lets one process in at a time', async () => {
    writeFileSync(join(folder, 'n'), '0');
    expect(await Promise.all([count(), count(), count()])).toEqual([0, 0, 0]);
    expect(readFileSync(join(folder, 'n'), 'utf8')).toBe('60');
  }, 60_000);

  it('takes over from a holder that is dead', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((done) => child.on('close', done));
    writeFileSync(join(folder, 'lock'), String(child.pid));
    expect(withLock(join(folder, 'lock'), () => 7, 2_000)).toBe(7);
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it('gives up on a holder that lives', () => {
    writeFileSync(join(folder, 'lock'), String(process.ppid));
    expect(() => withLock(join(folder, 'lock'), () => 7, 300)).toThrow('is held by another process');
    expect(existsSync(join(folder, 'lock'))).toBe(true);
  });

  it('is given back where the work throws', () => {
    const fail = (): never => {
      throw new Error('work failed');
    };
    expect(() => withLock(join(folder, 'lock'), fail)).toThrow('work failed');
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });
});
