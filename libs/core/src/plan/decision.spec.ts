import type { MeshContext } from '../mesh';
import type { Dataset, IngestStep, Job, Step, WriteMode } from '../model/job';
import type { SourceItem, SqlAnalysis, StateEntry, StateHead, TableHead } from '../ports';
import { decide, type Decision, type DecisionInput } from './decision';

const POSITION = { file: '/w/p.json', line: 1, column: 1 };
const ID = 's.gold.x';
const INGEST: IngestStep = {
  kind: 'ingest',
  name: 'lines',
  position: POSITION,
  connector: 'IngestCSV',
  config: {},
  onChangedFile: 'fail',
};
const EXPORT = { path: '/nowhere/at/all.csv', rows: 1, bytes: 1 };

function transform(sql: string, volatile: 'run' | 'skip' = 'run'): Step {
  return { kind: 'transform', name: 't', position: POSITION, sql: { text: sql, position: POSITION }, volatile };
}

function job(steps: Step[], mode: WriteMode, table: string): Job {
  const destination = {
    kind: 'table' as const,
    position: POSITION,
    table,
    location: `/w/lake/${table}`,
    mode,
    schemaEvolution: 'freeze' as const,
    partitionBy: [],
  };
  return { position: POSITION, steps, destinations: [destination] };
}

function dataset(...jobs: Job[]): Dataset {
  return {
    address: { domain: 's', layer: 'gold', dataset: 'x' },
    id: ID,
    file: '/w/p.json',
    location: '/w/lake/x',
    jobs,
  };
}

function head(parts: Partial<StateHead> = {}, entries: StateEntry[] = []): TableHead {
  const rows = { in: 0, out: 0, quarantined: 0, dropped: 0 };
  const state: StateHead = {
    run: 'r',
    at: '',
    fingerprint: 'same',
    engine: 'duckdb 1',
    inputs: { 's.raw.a': 7 },
    rows,
    sourceSchemas: {},
    exports: [],
    ...parts,
  };
  return {
    version: 8,
    state: { head: state, entries: new Map(entries.map((entry, index) => [String(index), entry])) },
  };
}

interface World {
  files?: SourceItem[];
  /** What the private tables have. */
  privates?: TableHead;
  volatile?: string[];
}

function decided(
  given: Partial<DecisionInput>,
  { files = [], privates, volatile = [] }: World = {},
): Promise<Decision> {
  const open = () => ({ discover: async () => files });
  const context = {
    workspace: { root: '/w' },
    connectors: { sources: [{ type: 'IngestCSV', open }], destinations: [] },
    lakehouse: { table: () => ({ head: async () => privates }) },
  } as unknown as MeshContext;
  const analyses = new Map<string, SqlAnalysis>([
    ['SELECT 1', { tables: [], volatileFunctions: volatile, findings: [] }],
  ]);
  const input: DecisionInput = {
    dataset: dataset(job([transform('SELECT 1')], 'overwrite', ID)),
    fingerprint: 'same',
    head: head(),
    inputs: new Map([['s.raw.a', 7]]),
    analyses,
    full: false,
    release: false,
    ...given,
  };
  return decide(context, input);
}

const reason = async (given: Partial<DecisionInput>, world?: World): Promise<string> => {
  const { action, reason: why } = await decided(given, world);
  return `${action}: ${why}`;
};

describe('decide', () => {
  const held = { version: 3, fingerprint: 'same' };
  const appending = dataset(job([transform('SELECT 1')], 'append', ID));
  const once = dataset(job([transform('SELECT 1')], 'ignore', ID));

  it.each<[string, Partial<DecisionInput>]>([
    ['skip: unchanged', {}],
    ['run: first run', { head: undefined }],
    ['run: the table was written by another tool', { head: { version: 1 } }],
    ['run: job changed', { fingerprint: 'other' }],
    ['run: job changed', { fingerprint: 'other.rules' }],
    ['run: contract changed', { fingerprint: 'same.rules' }],
    ['run: forced', { full: true }],
    ['skip: unchanged: an append adds only what is new', { full: true, dataset: appending }],
    ['run: input s.raw.a 7 → 9', { inputs: new Map([['s.raw.a', 9]]) }],
    ['run: input s.raw.a is rebuilt', { inputs: new Map([['s.raw.a', undefined]]) }],
    ['run: input s.raw.b is new', { inputs: new Map([['s.raw.b', 1]]) }],
    ['held: rolled back to 3', { head: head({ held }) }],
    ['held: rolled back to 3', { head: head({ held }), full: true }],
    ['run: released: was rolled back to 3', { head: head({ held }), release: true }],
    ['skip: unchanged', { release: true }],
    ['run: job changed', { head: head({ held }), fingerprint: 'other' }],
    ['skip: mode ignore: the table exists', { dataset: once, full: true, fingerprint: 'other' }],
    ['skip: mode ignore: the table exists', { dataset: once, head: { version: 1 } }],
    ['run: an export is missing or was changed', { head: head({ exports: [EXPORT] }) }],
  ])('%s', async (expected, given) => expect(await reason(given)).toBe(expected));

  it('runs a volatile query, unless it says otherwise', async () => {
    expect(await reason({}, { volatile: ['now'] })).toBe('run: volatile: now()');
    expect(
      await reason({ dataset: dataset(job([transform('SELECT 1', 'skip')], 'overwrite', ID)) }, { volatile: ['now'] }),
    ).toBe('skip: unchanged');
  });

  it('runs a filter or a check whose query is volatile', async () => {
    const sql = { text: 'SELECT 1', position: POSITION };
    for (const kind of ['filter', 'validation'] as const) {
      expect(
        await reason(
          { dataset: dataset(job([{ kind, name: 'f', position: POSITION, sql }], 'overwrite', ID)) },
          { volatile: ['random'] },
        ),
      ).toBe('run: volatile: random()');
    }
  });
});

describe('decide, by the files of an ingest', () => {
  const item = (name: string, size = 1): SourceItem => ({ id: `/w/${name}`, size, mtime: 1 });
  const read: StateEntry = { kind: 'source', step: 'lines', path: 'a.csv', size: 1, mtime: 1, sha256: '' };
  const why = (mode: WriteMode, files: SourceItem[], step = INGEST): Promise<string> =>
    reason({ dataset: dataset(job([step], mode, ID)), head: head({}, [read]) }, { files });

  it.each<[string, WriteMode, SourceItem[]]>([
    ['skip: unchanged', 'overwrite', [item('a.csv')]],
    ['run: 1 new file', 'overwrite', [item('a.csv'), item('b.csv', 2)]],
    ['run: 2 new files', 'append', [item('a.csv'), item('b.csv', 2), item('c.csv', 2)]],
    ['run: 1 changed file', 'overwrite', [item('a.csv', 2)]],
    ['run: 1 changed file', 'append', [item('a.csv', 2)]],
    ['run: 1 file is gone', 'overwrite', []],
    ['skip: unchanged', 'append', []],
  ])('%s (%s)', async (expected, mode, files) => expect(await why(mode, files)).toBe(expected));

  it('does not mind a changed file that the job ignores', async () => {
    expect(await why('append', [item('a.csv', 2)], { ...INGEST, onChangedFile: 'ignore' })).toBe('skip: unchanged');
  });
});

describe('decide, by the private tables of the file', () => {
  const two = dataset(
    job([transform('SELECT 1')], 'overwrite', 'staged'),
    job([transform('SELECT 1')], 'overwrite', ID),
  );
  const last = head({ inputs: { 's.raw.a': 7, staged: 8 } });

  it('skips where the last job has read their last version', async () => {
    expect(await reason({ dataset: two, head: last }, { privates: head() })).toBe('skip: unchanged');
  });

  it('runs where it has not', async () => {
    expect(await reason({ dataset: two, head: last }, { privates: { ...head(), version: 9 } })).toBe(
      'run: private table staged 8 → 9',
    );
    expect(await reason({ dataset: two, head: last })).toBe('run: private table staged 8 → gone');
  });

  it('looks at their exports too', async () => {
    expect(await reason({ dataset: two, head: last }, { privates: head({ exports: [EXPORT] }) })).toBe(
      'run: an export is missing or was changed',
    );
  });
});
