import { join } from 'node:path';
import { STACK_TRACE, mesh } from '../mesh-cli';
import { Scratch } from '../run/scratch';
import { Outside, contents } from './outside';

const COUNT = process.env['MU_MESH_FULL'] === undefined ? 50 : 500;
const ADDRESS = 'sales.raw.orders';
const FOLDER = 'domains/sales/raw/orders';

const outside = new Outside();
afterAll(() => outside.dispose());

const pwned = join(outside.folder, 'pwned');
const secret = outside.csv;
const copy = `COPY (SELECT 1) TO '${pwned}'`;
const PAYLOADS = [
  `'; ${copy}; --`,
  `"; ${copy}; --`,
  `'); ${copy}; --`,
  `"); ${copy}; --`,
  `')) ; ${copy}; --`,
  `') TO '${pwned}' (FORMAT csv) --`,
  `"]); ${copy}; --`,
  `'}); ${copy}; --`,
  `' || (SELECT content FROM read_text('${secret}')) || '`,
  `", (SELECT content FROM read_text('${secret}')) AS "x`,
  `x" FROM read_text('${secret}') --`,
  `) UNION ALL SELECT content FROM read_text('${secret}') --`,
  `' UNION ALL SELECT content FROM read_text('${secret}') --`,
  `', filename = '${secret}`,
  `', store_rejects = true, rejects_table = 'x`,
  `\\'; ${copy}; --`,
  `\\"; ${copy}; --`,
  `''; ${copy}; --`,
  `""; ${copy}; --`,
  `$$; ${copy}; $$`,
  `*/ ${copy} /*`,
  `\n; ${copy};\n--`,
  `\r${copy}`,
  `\u2028; ${copy}`,
  `ʼ; ${copy}; --`,
  `＇; ${copy}; --`,
  `'; ATTACH '${pwned}.db' AS p; --`,
  `'; SET enable_external_access = true; --`,
  `1); INSTALL httpfs; --`,
  `VARCHAR); ${copy}; --`,
  `INTEGER DEFAULT (SELECT 1)`,
  `STRUCT(a INTEGER); ${copy}`,
  `\`touch ${pwned}\``,
  `$(touch ${pwned})`,
  `; touch ${pwned}`,
  `| touch ${pwned}`,
  `&& touch ${pwned}`,
  secret,
  pwned,
  `../../../../../../../../..${secret}`,
  `../../../../../../../../..${pwned}`,
  `file://${secret}`,
  `${outside.folder}/*.csv`,
  `'`,
  `"`,
  `'''`,
  `""""`,
  `\\`,
  `\\\\'`,
  `?`,
  `$1`,
  `%s`,
  `{0}`,
  `\${process.exit(42)}`,
  `__proto__`,
  `constructor`,
  `🙂'"`,
  `a\0'b`,
  `-- `,
  `/*`,
  `input`,
  `main`,
  `*`,
  `COLUMNS(*)`,
];

/** A workspace's texts, put together from parts that a payload can replace. */
interface Parts {
  files: Record<string, string>;
  ingest: Record<string, unknown>;
  attributes: Record<string, unknown>;
  schema: Record<string, string> | undefined;
  steps: Record<string, unknown>[];
  destination: Record<string, unknown>;
  exported: Record<string, unknown>;
  exportAttributes: Record<string, unknown>;
  global: Record<string, unknown>;
  args: string[];
}

function parts(): Parts {
  return {
    files: { 'data/1.csv': 'id,name,at\n1,a,2026-01-01\n2,b,2026-01-02\nx,c,2026-01-03\n' },
    ingest: { type: 'IngestCSV', name: 'lines', file_location: 'data/*.csv' },
    attributes: { header: 'true' },
    schema: { id: 'BIGINT', name: 'VARCHAR', at: 'DATE' },
    steps: [],
    destination: { type: 'DestinationDefaultCatalog', table_name: ADDRESS, mode: 'overwrite' },
    exported: { type: 'DestinationCSV', file_location: 'out/orders.csv' },
    exportAttributes: { header: 'true' },
    global: { memory_limit: '512MB', threads: 2, allowed_paths: ['domains', 'lake'] },
    args: ['run', '--json'],
  };
}

const attribute =
  (key: string) =>
  (made: Parts, payload: string): void =>
    void (made.attributes[key] = payload);
const exportAttribute =
  (key: string) =>
  (made: Parts, payload: string): void =>
    void (made.exportAttributes[key] = payload);
const command =
  (...words: string[]) =>
  (made: Parts, payload: string): void =>
    void (made.args = [...words, payload, '--json']);
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Where a text of a user comes near SQL, a path or a pattern. */
const PLACES: Record<string, (made: Parts, payload: string) => void> = {
  'step name': (made, payload) => void (made.ingest['name'] = payload),
  'file location': (made, payload) => void (made.ingest['file_location'] = payload),
  'file name': (made, payload) =>
    void (made.files = {
      [`data/${payload.replace(/[/\0]/g, '_').slice(0, 200)}.csv`]: made.files['data/1.csv'] ?? '',
    }),
  encoding: (made, payload) => void (made.ingest['encoding'] = payload),
  'encoding glob': (made, payload) => void (made.ingest['encoding'] = { [payload]: 'windows-1252' }),
  'column name': (made, payload) => {
    made.schema = { [payload]: 'VARCHAR' };
    made.files = { 'data/1.csv': `${quoted(payload)}\n1\n2\n` };
  },
  'column type': (made, payload) => void (made.schema = { id: payload, name: 'VARCHAR', at: 'DATE' }),
  'struct field': (made, payload) =>
    void (made.schema = { id: `STRUCT(${quoted(payload)} INTEGER)`, name: 'VARCHAR', at: 'DATE' }),
  header: (made, payload) => {
    made.schema = undefined;
    made.files = { 'data/1.csv': `${quoted(payload)},b\n1,2\n2,3\n` };
  },
  'header, inferred': (made, payload) => {
    made.schema = undefined;
    made.attributes['inferSchema'] = 'true';
    made.files = { 'data/1.csv': `a,${quoted(payload)}\n1,2\n2,3\n` };
  },
  value: (made, payload) => void (made.files['data/1.csv'] += `3,${quoted(payload)},2026-01-01\n`),
  'refused value': (made, payload) => void (made.files['data/1.csv'] += `${quoted(payload)},a,2026-01-01\n`),
  'partition value': (made, payload) => {
    made.files['data/1.csv'] += `3,${quoted(payload)},2026-01-01\n`;
    made.attributes['multiLine'] = 'true';
    made.destination['partition_by'] = ['name'];
  },
  'partition column': (made, payload) => void (made.destination['partition_by'] = [payload]),
  'partition column that exists': (made, payload) => {
    made.schema = { [payload]: 'VARCHAR', b: 'VARCHAR' };
    made.files = { 'data/1.csv': `${quoted(payload)},b\n1,x\n2,y\n` };
    made.destination['partition_by'] = [payload];
  },
  sep: attribute('sep'),
  quote: attribute('quote'),
  escape: attribute('escape'),
  comment: attribute('comment'),
  nullValue: attribute('nullValue'),
  emptyValue: attribute('emptyValue'),
  dateFormat: attribute('dateFormat'),
  timestampFormat: attribute('timestampFormat'),
  lineSep: attribute('lineSep'),
  nanValue: attribute('nanValue'),
  locale: attribute('locale'),
  'reader mode': attribute('mode'),
  'corrupt record column': (made, payload) => {
    made.attributes['mode'] = 'PERMISSIVE';
    made.attributes['columnNameOfCorruptRecord'] = payload;
    made.schema = { ...made.schema, [payload]: 'VARCHAR' };
  },
  option: (made, payload) => void (made.attributes[payload] = 'true'),
  'JSON key': (made, payload) => {
    made.ingest['type'] = 'IngestJSON';
    made.ingest['file_location'] = 'data/*.ndjson';
    made.attributes = {};
    made.schema = undefined;
    made.files = { 'data/1.ndjson': `${JSON.stringify({ [payload]: 1, b: { [payload]: 2 } })}\n` };
  },
  'SQL alias': (made, payload) =>
    void made.steps.push({ type: 'TransformSQL', sql: `SELECT id AS ${quoted(payload)}, name FROM input` }),
  'SQL literal': (made, payload) =>
    void made.steps.push({
      type: 'TransformSQL',
      sql: `SELECT *, '${payload.replaceAll("'", "''")}' AS text FROM input`,
    }),
  SQL: (made, payload) =>
    void made.steps.push({ type: 'TransformSQL', sql: `SELECT * FROM input WHERE name = '${payload}'` }),
  'transform name': (made, payload) =>
    void made.steps.push({ type: 'TransformSQL', name: payload, sql: 'SELECT * FROM input' }),
  'filter name': (made, payload) =>
    void made.steps.push({ type: 'Data_filter', name: payload, query: 'SELECT * FROM input WHERE id = 1' }),
  'bad data': (made, payload) =>
    void made.steps.push({ type: 'Data_filter', query: 'SELECT * FROM input WHERE id = 1', bad_data: payload }),
  threshold: (made, payload) =>
    void made.steps.push({ type: 'Validations', query: 'SELECT * FROM input', fail_threshold: payload }),
  'fail message': (made, payload) =>
    void made.steps.push({
      type: 'Validations',
      name: 'check',
      query: 'SELECT * FROM input',
      fail_threshold: 0,
      fail_alerts: { fail_message: payload },
    }),
  'table name': (made, payload) => void (made.destination['table_name'] = payload),
  'write mode': (made, payload) => void (made.destination['mode'] = payload),
  'export location': (made, payload) => void (made.exported['file_location'] = payload),
  'export folder': (made, payload) => void (made.exported['file_location'] = `out/${payload}`),
  'export sep': exportAttribute('sep'),
  'export quote': exportAttribute('quote'),
  'export nullValue': exportAttribute('nullValue'),
  'export dateFormat': exportAttribute('dateFormat'),
  lake: (made, payload) => void (made.global['lake'] = `lake/${payload}`),
  'memory limit': (made, payload) => void (made.global['memory_limit'] = payload),
  selector: command('run'),
  preview: command('preview'),
  'preview version': command('preview', ADDRESS, '--version'),
  'rollback target': command('rollback', ADDRESS, '--to'),
  'quarantine row': command('quarantine', 'show', ADDRESS),
  'discard reason': command('quarantine', 'discard', ADDRESS, '--reason'),
};

function workspace(made: Parts): Scratch {
  const scratch = new Scratch();
  scratch.write('global-properties.json', JSON.stringify(made.global));
  const execution = [
    { ...made.ingest, ...(made.schema && { schema: made.schema }), additional_attributes: made.attributes },
    ...made.steps,
  ];
  scratch.write(
    `${FOLDER}/pipeline.json`,
    JSON.stringify({
      execution,
      destination: [made.destination, { ...made.exported, additional_attributes: made.exportAttributes }],
    }),
  );
  for (const [name, text] of Object.entries(made.files)) scratch.write(`${FOLDER}/${name}`, text);
  return scratch;
}

interface Answer {
  exit: number;
  result: {
    datasets?: { status: string; rows: { in: number; out: number; quarantined: number; dropped: number } }[];
  } | null;
  issues: { code: string; message: string }[];
}

async function tryOne(place: string, payload: string): Promise<string> {
  const made = parts();
  PLACES[place]?.(made, payload);
  const scratch = workspace(made);
  try {
    if (made.args[0] !== 'run' || made.args.length > 2) await mesh(scratch.root, ['run']);
    const { stdout, stderr } = await mesh(scratch.root, made.args);
    const { exit, result, issues } = JSON.parse(stdout) as Answer;
    const texts = [
      ...contents(join(scratch.root, 'lake')).values(),
      ...contents(join(scratch.root, '.mesh')).values(),
      stdout,
      stderr,
    ];
    if (!outside.untouched) return 'wrote outside';
    if (texts.some((text) => text.includes(outside.canary))) return 'read outside';
    if (STACK_TRACE.test(stderr) || issues.some(({ code }) => code === 'BUG')) return `a bug: ${stderr}`;
    if (![0, 1, 2, 3].includes(exit)) return `exit ${exit}`;
    if (exit !== 0 && issues.length === 0) return 'no message';
    const odd = issues.find(({ code }) => (code === 'ENGINE' || code === 'SQL_SYNTAX') && place !== 'SQL');
    if (odd) return `reached the engine as SQL: ${odd.message}`;
    for (const { status, rows } of result?.datasets ?? []) {
      if (status === 'committed' && place !== 'SQL' && rows.in !== rows.out + rows.quarantined + rows.dropped)
        return `rows ${JSON.stringify(rows)}`;
    }
    return exit === 0 ? 'taken as text' : 'refused';
  } finally {
    await scratch.dispose();
  }
}

it(`${COUNT} payloads in configuration, data and arguments: none escapes`, async () => {
  const places = Object.keys(PLACES);
  const ends = new Map<string, number>();
  const escaped: string[] = [];
  for (let n = 0; n < COUNT; n++) {
    const place = places[n % places.length] ?? '';
    const payload = PAYLOADS[(n * 7 + Math.floor(n / places.length) * 5) % PAYLOADS.length] ?? '';
    const end = await tryOne(place, payload);
    if (end !== 'refused' && end !== 'taken as text') escaped.push(`${place} ${JSON.stringify(payload)}: ${end}`);
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  expect(escaped).toEqual([]);
  expect(ends.get('refused')).toBeGreaterThan(COUNT / 10);
  expect(ends.get('taken as text')).toBeGreaterThan(COUNT / 10);
}, 1_800_000);
