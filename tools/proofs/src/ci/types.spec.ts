import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../../..');
/** What a package may say for itself: these options change no verdict. */
const HARMLESS = ['noEmit', 'composite', 'incremental', 'declaration', 'declarationMap'];

interface Config {
  extends?: string;
  include?: string[];
  compilerOptions?: Record<string, unknown>;
}

const packages = ['libs', 'tools'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => !name.startsWith('.'))
    .map((name) => `${folder}/${name}`),
);
const folder = mkdtempSync(join(tmpdir(), 'mesh-types-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(packages)('%s is checked by the options of all, with its specs', (name) => {
  const config = JSON.parse(readFileSync(join(ROOT, name, 'tsconfig.json'), 'utf8')) as Config;
  expect(config.extends).toBe('../../tsconfig.base.json');
  expect(['src', 'src/**/*.ts']).toContain(config.include?.join());
  expect(Object.keys(config.compilerOptions ?? {}).filter((key) => !HARMLESS.includes(key))).toEqual([]);
});

it('sources and specs of every package have no type error, and a planted one is found', () => {
  const planted = join(folder, 'planted.ts');
  writeFileSync(planted, "export const planted: number = 'no number';\n");
  const project = join(folder, 'tsconfig.json');
  const all: Config = {
    extends: join(ROOT, 'tsconfig.base.json'),
    include: [planted, ...packages.map((name) => join(ROOT, name, 'src/**/*.ts'))],
    compilerOptions: {
      noEmit: true,
      composite: false,
      declaration: false,
      declarationMap: false,
      typeRoots: [join(ROOT, 'node_modules/@types')],
    },
  };
  writeFileSync(project, JSON.stringify(all));
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', project, '--pretty', 'false'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const said = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
  expect(said.filter((line) => !line.includes('planted.ts'))).toEqual([]);
  expect(said).toEqual([expect.stringContaining('planted.ts(1,14): error TS2322')]);
}, 600_000);
