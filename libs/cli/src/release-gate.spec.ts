import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { runCli } from './testing/cli';
import { commit, CONTRACT, contract, PRODUCT, product, repository, TOTALS, write } from './testing/repository';
import { checkedEnvelope } from './testing/schemas';

let root: string;
beforeEach(() => {
  root = repository();
  write(root, { '.changeset/config.json': '{}' });
  commit(root, 'changesets');
});
afterEach(() => rmSync(dirname(root), { recursive: true, force: true }));

interface Gate {
  exit: number;
  releases: unknown;
  errors: unknown[];
}
async function gate(): Promise<Gate> {
  const { stdout, exit } = await runCli(['contract', 'diff', '--json'], { cwd: root });
  const { result, issues } = checkedEnvelope(stdout, 'contract-diff');
  return { exit, releases: result['releases'], errors: issues.filter(({ severity }) => severity === 'error') };
}

const renamed = contract('2.0.0', [
  'name: day, physicalType: DATE, primaryKey: true',
  'name: sold, physicalType: BIGINT',
]);
const major = {
  [CONTRACT]: renamed,
  [PRODUCT]: product('shop', '2.0.0'),
  [`${TOTALS}/totals.sql`]: 'SELECT day, sum(amount)::BIGINT AS sold FROM shop.raw.orders GROUP BY day',
};
const TEXT =
  '---\n"@acme/shop": major\n---\n\nshop.gold.totals 2.0.0: column removed: schema.totals.total; column added: schema.totals.sold.\n';

it('a new major version of a contract wants a major changeset, and gives its text', async () => {
  write(root, major);
  expect(await gate()).toMatchObject({
    exit: 1,
    releases: [
      {
        domain: 'shop',
        package: '@acme/shop',
        required: 'major',
        announced: 'none',
        ok: false,
        changeset: { file: '.changeset/shop-major.md', content: TEXT },
      },
    ],
    errors: [
      {
        code: 'CONTRACT_BUMP',
        message: 'shop: a contract has a new major version, and no changeset releases @acme/shop as major',
        file: 'domains/shop/package.json',
      },
    ],
  });
  write(root, { '.changeset/shop-major.md': TEXT });
  expect(await gate()).toMatchObject({ exit: 0, releases: [{ announced: 'major', ok: true, changeset: null }] });
});

it.each([
  ['a smaller changeset', { '.changeset/a.md': '---\n"@acme/shop": minor\n---\n\nLess.\n' }, 1],
  ['one of another package', { '.changeset/a.md': '---\n"@acme/money": major\n---\n\nNot this.\n' }, 1],
  ['a word in the text', { '.changeset/a.md': '---\n---\n\n"@acme/shop": major\n' }, 1],
  [
    'the larger of two',
    { '.changeset/a.md': "---\n'@acme/shop': patch\n---\n", '.changeset/b.md': '---\n"@acme/shop": major\n---\n' },
    0,
  ],
  ['the version of the package', { 'domains/shop/package.json': '{ "name": "@acme/shop", "version": "2.0.0" }' }, 0],
])('%s', async (_, files, exit) => {
  write(root, { ...major, ...files });
  expect((await gate()).exit).toBe(exit);
});

it('asks for no more than the bump, and for nothing where no version rose', async () => {
  const wider = [
    'name: day, physicalType: DATE, primaryKey: true',
    'name: total, physicalType: BIGINT',
    'name: more, physicalType: INTEGER',
  ];
  write(root, { [CONTRACT]: contract('1.0.0', wider) });
  expect(await gate()).toMatchObject({ exit: 0, releases: [] });
  write(root, { [CONTRACT]: contract('1.1.0', wider), [PRODUCT]: product('shop', '1.1.0') });
  expect(await gate()).toMatchObject({ exit: 1, releases: [{ required: 'minor', announced: 'none' }] });
  write(root, { '.changeset/a.md': '---\n"@acme/shop": minor\n---\n\nMore.\n' });
  expect((await gate()).exit).toBe(0);
});

it('leaves the word to the other gate where readers break, and is off without changesets', async () => {
  write(root, { ...major, [CONTRACT]: renamed.replace('2.0.0', '1.0.0'), [PRODUCT]: product('shop', '1.0.0') });
  expect(await gate()).toMatchObject({ exit: 1, releases: [], errors: [{ file: CONTRACT }] });
  write(root, major);
  rmSync(`${root}/.changeset`, { recursive: true });
  expect(await gate()).toMatchObject({ exit: 0, releases: [], errors: [] });
});

it('says once what a dataset that is gone needs', async () => {
  rmSync(`${root}/${TOTALS}`, { recursive: true });
  write(root, { [PRODUCT]: product('shop', '1.0.0').replace(/outputPorts[^]*/, '') });
  const { exit, releases, errors } = await gate();
  expect({ exit, releases, errors: errors.length }).toEqual({ exit: 1, releases: [], errors: 1 });
  write(root, { '.changeset/gone.md': '---\n"@acme/shop": major\n---\n\nGone.\n' });
  expect(await gate()).toMatchObject({ exit: 0, releases: [{ required: 'major', announced: 'major', ok: true }] });
});
