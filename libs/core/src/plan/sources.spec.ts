import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { IngestStep, Job } from '../model/job';
import type { Source, StateEntry, TableState } from '../ports';
import { contentDigest, sourceChange, sourceEntries, type SourceEntry } from './sources';

const POSITION = { file: '/p.json', line: 1, column: 1 };
const ingestStep = (name: string): IngestStep => ({
  kind: 'ingest',
  name,
  position: POSITION,
  connector: 'IngestCSV',
  config: {},
  onChangedFile: 'fail',
});
const entry = (step: string, path: string): SourceEntry => ({
  kind: 'source',
  step,
  path,
  size: 1,
  mtime: 1,
  sha256: '',
});

describe('sourceEntries', () => {
  const stored = (...entries: StateEntry[]): TableState =>
    ({ entries: new Map(entries.map((one, index) => [String(index), one])) }) as TableState;
  const job = (...names: string[]): Job => ({ position: POSITION, steps: names.map(ingestStep), destinations: [] });
  const paths = (state: TableState, names: string[], step: string): string[] => [
    ...sourceEntries(state, job(...names), ingestStep(step)).keys(),
  ];

  it('are those of the step', () => {
    expect(paths(stored(entry('a', 'one'), entry('b', 'two')), ['a', 'b'], 'a')).toEqual(['one']);
  });

  it('are also those of a step that the job has no more', () => {
    expect(paths(stored(entry('step_1', 'one')), ['lines'], 'lines')).toEqual(['one']);
  });

  it('prefers its own entry of a path', () => {
    const own = { ...entry('lines', 'one'), sha256: 'own' };
    expect(sourceEntries(stored(own, entry('step_1', 'one')), job('lines'), ingestStep('lines')).get('one')).toEqual(
      own,
    );
  });

  it('are none without a state', () => expect(sourceEntries(undefined, job('a'), ingestStep('a')).size).toBe(0));
});

describe('sourceChange', () => {
  let folder: string;
  const known = new Map<string, SourceEntry>();
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mesh-sources-'));
    known.clear();
    await remember('same', 'aaaa');
    await remember('touched', 'bbbb', { mtime: 1 });
    await remember('rewritten', 'cccc', { mtime: 1, sha256: 'other' });
    await remember('grown', 'dddd', { size: 3 });
    known.set('gone', entry('lines', 'gone'));
    writeFileSync(join(folder, 'new'), 'eeee');
    writeFileSync(join(folder, 'copy'), 'aaaa');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function remember(name: string, text: string, parts: Partial<SourceEntry> = {}): Promise<void> {
    const path = join(folder, name);
    writeFileSync(path, text);
    const { size, mtimeMs } = statSync(path);
    known.set(name, {
      kind: 'source',
      step: 'lines',
      path: name,
      size,
      mtime: mtimeMs,
      sha256: await contentDigest(path),
      ...parts,
    });
  }

  function source(...names: string[]): Source {
    const item = (name: string) => ({
      id: join(folder, name),
      size: statSync(join(folder, name)).size,
      mtime: statSync(join(folder, name)).mtimeMs,
    });
    return {
      discover: async () => names.map(item),
      read: () => ({ kind: 'scan', format: 'parquet', files: [], badRows: 'FAILFAST', options: {} }),
    };
  }

  it('tells what is new, copied, changed, touched and gone', async () => {
    const change = await sourceChange(source('copy', 'grown', 'new', 'rewritten', 'same', 'touched'), known, (path) =>
      basename(path),
    );
    const names = (items: readonly { id: string }[]): string[] => items.map(({ id }) => basename(id));
    expect(names(change.added)).toEqual(['new']);
    expect(names(change.copied)).toEqual(['copy']);
    expect(names(change.changed)).toEqual(['grown', 'rewritten']);
    expect(names(change.unchanged)).toEqual(['same', 'touched']);
    expect(change.gone.map(({ path }) => path)).toEqual(['gone']);
  });
});

describe('contentDigest', () => {
  it('ends with its signal', async () => {
    await expect(contentDigest(__filename, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('rejects with the reason where there is no file', async () => {
    await expect(contentDigest('/nowhere/at/all')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
