import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadYaml } from '../load-document';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder';
import { readDataProduct } from './data-product';
import { ProductReader, type ReadProduct } from './product-reader';

const GOLD = new Set(['daily']);
const HEAD = 'apiVersion: v1.0.0\nkind: DataProduct\nid: p\nstatus: active\n';
const TEAM = 'team:\n  members:\n    - { username: a@example.com, name: A, role: owner }\n';
const root = temporaryFolder();
const CACHE = join(root, 'made', 'products.json');
let number = 0;

function fileOf(text: string): string {
  const name = `${(number += 1)}.odps.yaml`;
  writeFiles(root, { [name]: text });
  return join(root, name);
}

/** As a process of its own reads it. */
function read(file: string, gold: ReadonlySet<string> = GOLD): ReadProduct {
  const reader = new ProductReader(join(root, 'made'));
  const found = reader.read(file, 'shop', gold);
  reader.save();
  return found;
}

function withoutCache(file: string): ReadProduct {
  const { product, findings } = readDataProduct(loadYaml(file), 'shop', GOLD);
  return { product, issues: findings.inOrder() };
}

it.each([
  ['an owner', HEAD + TEAM],
  [
    'ports, with where they stand',
    `${HEAD}${TEAM}outputPorts:
  - name: daily
    version: 1.2.0
    contractId: c
    customProperties: [{ property: lifecycle, value: deprecated }, { property: sunset, value: '2027-01-01' }]
inputPorts:
  - { name: other.gold.x, version: ^1.0.0, contractId: d }
`,
  ],
  ['findings', `${HEAD}outputPorts:\n  - { name: weekly, version: one }\nnonsense: 1\n`],
  ['no product at all', 'kind: [\n'],
])('remembers %s, wherever the file lies', (_what, text) => {
  const first = fileOf(text);
  expect(read(first)).toEqual(withoutCache(first));
  const moved = fileOf(text);
  expect(read(moved)).toEqual(withoutCache(moved));
});

it('reads by content: the same text is not parsed again; another one, or other datasets, are', () => {
  const file = fileOf(`${HEAD}${TEAM}outputPorts:\n  - { name: daily, version: 1.0.0 }\n`);
  expect(read(file).product.owner?.name).toBe('A');
  writeFileSync(CACHE, readFileSync(CACHE, 'utf8').replaceAll('"name":"A"', '"name":"kept"'));
  expect(read(file).product.owner?.name).toBe('kept');
  expect(read(file, new Set()).issues.map(({ code }) => code)).toEqual(['REFERENCE_UNKNOWN']);
  writeFileSync(file, HEAD + TEAM);
  expect(read(file).product.outputPorts).toEqual([]);
});

it('says what is wrong with a file that cannot be read, and keeps nothing', () => {
  const folder = join(root, 'nothing');
  const reader = new ProductReader(folder);
  const { issues } = reader.read(join(root, 'none.odps.yaml'), 'shop', GOLD);
  reader.save();
  expect(issues).toEqual([expect.objectContaining({ code: 'SOURCE_MISSING' })]);
  expect(readdirSync(root)).not.toContain('nothing');
});

it.each(['v1.0.1', '1.0.0', 'v2.0.0', '1.0'])('names every version of the standard that is read: %s', (version) => {
  const { issues } = read(fileOf(`${HEAD.replace('v1.0.0', version)}${TEAM}`));
  expect(issues).toMatchObject([
    {
      code: 'CONFIG_INVALID',
      position: { line: 1, column: 13 },
      hint: 'Write v1.1.0; v1.0.0 and v0.9.0 are read as well.',
    },
  ]);
});
