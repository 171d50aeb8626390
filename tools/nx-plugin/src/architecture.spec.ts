import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { REPOSITORY, workspaceFiles } from './testing/workspace-files';

/** What each package may import; specs too. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  connectors: ['core'],
  lakehouse: ['core'],
  'engine-duckdb': ['core'],
  cli: ['core', 'lakehouse', 'engine-duckdb', 'connectors'],
};

/** The one way across by path: this plugin works before anything is built. */
const BY_PATH = /^tools\/nx-plugin\/src\/.* → libs\/core\/src\/(sql|cache|config|model)\b/;

const files = workspaceFiles();
const read = (file: string): string => readFileSync(join(REPOSITORY, file), 'utf8');

interface Import {
  file: string;
  /** The package's folder: `libs/core`. */
  home: string;
  specifier: string;
}

function importsOf(file: string): Import[] {
  const home = file.split('/').slice(0, 2).join('/');
  const found = read(file).matchAll(
    /(?:\bfrom\s+|\bimport\s*\(?\s*|\brequire(?:Actual)?(?:<[^>]*>)?\(\s*)'([^'\n]+)'/g,
  );
  return [...found].map(([, specifier = '']) => ({ file, home, specifier }));
}

const imports = files.filter((file) => /^(libs|tools)\/.*\.ts$/.test(file)).flatMap(importsOf);

/** Imports that break the direction, as `file → target`. */
function wrongWay(all: readonly Import[]): string[] {
  return all.flatMap(({ file, home, specifier }) => {
    const [, name] = /^@mu-mesh\/([\w-]+)/.exec(specifier) ?? [];
    const lib = /^libs\/(.*)$/.exec(home)?.[1];
    if (name !== undefined && lib !== undefined) {
      return MAY_IMPORT[lib]?.includes(name) === true ? [] : [`${file} → ${specifier}`];
    }
    if (!specifier.startsWith('.')) return [];
    const target = posix.join(dirname(file), specifier);
    const arrow = `${file} → ${target}`;
    return target.startsWith(`${home}/`) || BY_PATH.test(arrow) || !/^(libs|tools)\//.test(target) ? [] : [arrow];
  });
}

describe('the architecture', () => {
  it('has imports that go one way', () => {
    expect(imports.length).toBeGreaterThan(50);
    expect(wrongWay(imports)).toEqual([]);
  });

  it.each([
    ['libs/core/src/run/x.ts', 'libs/core', '@mu-mesh/engine-duckdb'],
    ['libs/connectors/src/x.spec.ts', 'libs/connectors', '@mu-mesh/lakehouse'],
    ['libs/cli/src/x.ts', 'libs/cli', '../../core/src/errors'],
    ['tools/nx-plugin/src/x.ts', 'tools/nx-plugin', '../../../libs/core/src/run/run'],
  ])('would find an import the wrong way: %s', (file, home, specifier) => {
    expect(wrongWay([{ file, home, specifier }])).toHaveLength(1);
  });

  it('has connectors that know nothing of each other', () => {
    const folder = /^libs\/connectors\/src\/((?:ingest|destination)-[^/]+)\//;
    const across = imports.filter(({ file, specifier }) => {
      const own = folder.exec(file)?.[1];
      const other = folder.exec(`${posix.join(dirname(file), specifier)}/`)?.[1];
      return own !== undefined && other !== undefined && own !== other;
    });
    expect(across).toEqual([]);
  });

  it('keeps the SQL leaf free of everything else, since the Nx plugin loads it unbuilt', () => {
    const outside = imports.filter(
      ({ file, specifier }) => /^libs\/core\/src\/sql\/(?!.*\.spec\.ts)/.test(file) && !specifier.startsWith('./'),
    );
    expect(outside).toEqual([]);
  });

  it('pins every dependency exactly', () => {
    const loose = files
      .filter((file) => /^(package|(libs|tools|domains)\/[^/]+\/package)\.json$/.test(file))
      .flatMap((file) => looseVersions(file, read(file)));
    expect(loose).toEqual([]);
    expect(looseVersions('x', '{ "dependencies": { "a": "^1.0.0", "b": "1.0.0", "@mu-mesh/c": "*" } }')).toEqual([
      'x: a ^1.0.0',
    ]);
  });

  it('passes the linter: no focused or disabled test, no any, no file over 400 lines', () => {
    const oxlint = join(REPOSITORY, 'node_modules/oxlint/bin/oxlint');
    const { status, stdout, stderr } = spawnSync(process.execPath, [oxlint, '--format=unix'], {
      cwd: REPOSITORY,
      encoding: 'utf8',
    });
    expect(`${stdout}${stderr}`.trim()).toMatch(/^(0 problems)?$/);
    expect(status).toBe(0);
  });
});

const GROUPS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies', 'overrides'];

function looseVersions(file: string, text: string): string[] {
  const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
  const all = GROUPS.flatMap((group) => Object.entries(manifest[group] ?? {}));
  const exact = ([name, version]: [string, string]): boolean =>
    name.startsWith('@mu-mesh/') ? version === '*' : /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version);
  return all.filter((entry) => !exact(entry)).map(([name, version]) => `${file}: ${name} ${version}`);
}
