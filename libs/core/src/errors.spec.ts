import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toMeshError } from './errors';

/** As Node makes them. */
function systemError(code: string, reason: string, syscall: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${reason}, ${syscall} '${path}'`), { code, syscall, path });
}

describe('a failure of the file system', () => {
  it('is told where and why', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mesh-errors-'));
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const attempts = [() => mkdirSync(join(file, 'below')), () => readFileSync(join(folder, 'none'))];
    const told = attempts.map((attempt) => {
      try {
        attempt();
        return undefined;
      } catch (error) {
        const { code, message } = toMeshError(error);
        return [code, message];
      }
    });
    rmSync(folder, { recursive: true });
    expect(told).toEqual([
      ['IO', `${file}/below: not a directory (mkdir)`],
      ['SOURCE_MISSING', `${folder}/none: no such file or directory (open)`],
    ]);
  });

  it.each([
    ['mkdir', 'IO', 'Let the user that runs this write there; tables are unchanged.'],
    ['link', 'IO', 'Let the user that runs this write there; tables are unchanged.'],
    ['open', 'SOURCE_UNREADABLE', 'Check the permissions and the medium.'],
    ['scandir', 'SOURCE_UNREADABLE', 'Check the permissions and the medium.'],
  ])('permission denied to %s is %s', (syscall, code, hint) => {
    const error = toMeshError(systemError('EACCES', 'permission denied', syscall, '/lake/a'));
    expect(error).toMatchObject({ code, hint, exit: 3, message: `/lake/a: permission denied (${syscall})` });
  });

  it('names both places of what is moved', () => {
    const error = Object.assign(new Error("EXDEV: no, rename '/a' -> '/b'"), { code: 'EIO', path: '/a', dest: '/b' });
    expect(toMeshError(error).message).toBe('/a -> /b: no (rename)');
  });

  it('keeps words that are not of this form', () => {
    expect(toMeshError(Object.assign(new Error('no space'), { code: 'ENOSPC', path: '/x' })).message).toBe('no space');
    expect(toMeshError('thrown').message).toBe('thrown');
  });
});
