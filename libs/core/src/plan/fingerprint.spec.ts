import fc from 'fast-check';
import type { Dataset, Job } from '../model/job';
import { fingerprint, portable } from './fingerprint';

const ENGINE = { name: 'duckdb', majorVersion: '1' };
const at = (root: string, line: number) => ({ file: `${root}/p.json`, line, column: 1 });

function dataset(root: string, config: Record<string, unknown> = {}, line = 1, sql = 'SELECT 1'): Dataset {
  const job: Job = {
    position: at(root, line),
    steps: [
      {
        kind: 'ingest',
        name: 'a',
        position: at(root, line),
        connector: 'IngestCSV',
        onChangedFile: 'fail',
        config: { file_location: `${root}/data/*.csv`, ...config },
      },
      {
        kind: 'transform',
        name: 'b',
        position: at(root, line),
        sql: { text: sql, position: at(root, line) },
        volatile: 'run',
      },
    ],
    destinations: [
      {
        kind: 'table',
        table: 's.raw.x',
        location: `${root}/lake/x`,
        position: at(root, line),
        mode: 'append',
        schemaEvolution: 'freeze',
        partitionBy: [],
      },
    ],
  };
  return {
    address: { domain: 's', layer: 'raw', dataset: 'x' },
    id: 's.raw.x',
    file: `${root}/p.json`,
    location: `${root}/lake/x`,
    jobs: [job],
  };
}

const of = (made: Dataset, root = '/w', engine = ENGINE): string => fingerprint(made, root, engine);

describe('fingerprint', () => {
  const base = of(dataset('/w'));

  it('is the same in another checkout, at other lines and in another lake', () => {
    expect(of(dataset('/elsewhere/w', {}, 7), '/elsewhere/w')).toBe(base);
  });

  it('is the same whatever the order of keys', () => {
    expect(of(dataset('/w', { a: 1, b: 2 }))).toBe(of(dataset('/w', { b: 2, a: 1 })));
  });

  it.each([
    ['the SQL', of(dataset('/w', {}, 1, 'SELECT 2'))],
    ['an option', of(dataset('/w', { sep: ';' }))],
    ['a major version of the engine', of(dataset('/w'), '/w', { ...ENGINE, majorVersion: '2' })],
  ])('changes with %s', (_, other) => expect(other).not.toBe(base));

  it.each(['location', 'file', 'id', 'position'])('changes with an option that is called %s', (key) => {
    expect(of(dataset('/w', { [key]: 'one' }))).not.toBe(of(dataset('/w', { [key]: 'two' })));
  });
});

describe('portable', () => {
  it('keeps paths that only begin as the workspace does', () => {
    expect(portable(['/w/a', '/wx/a'], '/w')).toBe('["./a","/wx/a"]');
  });

  it('writes what states already hold: another text would build every dataset again', () => {
    const key = fc.constantFrom('b', 'a', 'é', '__proto__', '10', '9', '01', '4294967295', 'a b', '"');
    const leaf = fc.oneof(fc.constantFrom('/w/x', '/w', 'é"\n', 1.5, -0, NaN, true, null, undefined), fc.double());
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(leaf, fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(key, tie('value'), { maxKeys: 6 })),
    }));
    fc.assert(fc.property(fc.array(value), (given) => expect(portable(given, '/w')).toBe(before(given, '/w'))));
  });
});

function before(value: unknown, root: string): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'string' && inner.startsWith(`${root}/`)) return `.${inner.slice(root.length)}`;
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  });
}
