import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS, mutants } from './mutation';
import { ourVerdicts } from './our-verdicts';
import { theirVerdicts, type Verdict, type Verdicts } from './their-verdicts';

jest.setTimeout(300_000);
const DOCUMENT = join(__dirname, '../../../../docs/contract-diff.md');
const SEED = 20_261_123;
const all = mutants(100, SEED);
let ours: Map<string, Verdicts>;
let theirs: Map<string, Verdicts>;

beforeAll(async () => {
  ours = await ourVerdicts(all);
  theirs = theirVerdicts(all);
});

/** The differences that the document lists, by kind; `one side`: to readers or to deliverers, not to both. */
function listed(): Map<string, { datacontract: string; mesh: string; why: string }> {
  const [, section = ''] = readFileSync(DOCUMENT, 'utf8').split('## Beside `datacontract breaking`');
  const rows = section.split('\n').filter((line) => /^\| [^-]/.test(line));
  return new Map(
    rows.slice(1).flatMap((line) => {
      const [, kinds = '', datacontract = '', mesh = '', why = ''] = line.split('|').map((cell) => cell.trim());
      return kinds.split('; ').map((kind) => [kind, { datacontract, mesh, why }] as const);
    }),
  );
}

function shown(verdicts: Verdicts | undefined): string {
  return verdicts ? `${verdicts.readers} / ${verdicts.deliverers}` : 'none';
}

test('100 contracts with one change each, every kind among them, the same ones each time', () => {
  expect(all).toHaveLength(100);
  expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(KINDS.map(({ kind }) => kind)));
  expect(mutants(100, SEED)).toEqual(all);
});

test('every verdict equals that of datacontract breaking, but for the listed kinds', () => {
  const differences = listed();
  const unlisted = all.filter(({ kind }) => !differences.has(kind));
  const verdicts = (of: Map<string, Verdicts>): string[] =>
    unlisted.map(({ name, kind, where }) => `${kind} (${where}): ${shown(of.get(name))}`);
  expect(verdicts(ours)).toEqual(verdicts(theirs));
});

test('every listed kind differs just as it is listed, with a reason', () => {
  for (const [kind, { datacontract, mesh, why }] of listed()) {
    const of = all.filter((mutant) => mutant.kind === kind);
    expect({ kind, count: of.length > 0, why: why.length > 10 }).toEqual({ kind, count: true, why: true });
    for (const { name } of of) {
      const found = shown(ours.get(name));
      const isOneSide = mesh === 'one side' && ['breaking / fine', 'fine / breaking'].includes(found);
      expect({ kind, theirs: shown(theirs.get(name)), ours: isOneSide ? mesh : found }).toEqual({
        kind,
        theirs: datacontract,
        ours: mesh,
      });
    }
  }
});

test('the document counts them right', () => {
  const differences = listed();
  const equal = all.filter(({ kind }) => !differences.has(kind)).length;
  expect(readFileSync(DOCUMENT, 'utf8')).toContain(
    `100 contracts with one change each, of ${KINDS.length} kinds. In ${equal} both sides get the same verdict from both; the other ${100 - equal} are these kinds`,
  );
});

test('both tools say all that they can: breaking and not, to either side', () => {
  const said = (of: Map<string, Verdicts>): Set<Verdict> =>
    new Set([...of.values()].flatMap((one) => Object.values(one) as Verdict[]));
  expect([said(ours), said(theirs)]).toEqual([new Set(['breaking', 'fine']), new Set(['breaking', 'fine', 'unclear'])]);
});
