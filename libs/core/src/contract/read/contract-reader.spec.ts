import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { temporaryFolder, writeFiles } from '../../config/testing/temporary-folder';
import { loadYaml } from '../../config/load-document';
import { wholeContract } from '../odcs/testing/whole-contract';
import { readContract } from './contract';
import { ContractReader, type ReadContract } from './contract-reader';

const ADDRESS = 'shop.gold.orders';
const HEAD = 'apiVersion: v3.2.0\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\n';
const root = temporaryFolder();
const CACHE = join(root, 'made', 'contracts.json');
let number = 0;

function fileOf(text: string): string {
  const name = `${(number += 1)}.odcs.yaml`;
  writeFiles(root, { [name]: text });
  return join(root, name);
}

/** As a process of its own reads it. */
function read(file: string): ReadContract {
  const reader = new ContractReader(join(root, 'made'));
  const found = reader.read(file, ADDRESS);
  reader.save();
  return found;
}

function withoutCache(file: string): ReadContract {
  const { contract, findings } = readContract(loadYaml(file), ADDRESS);
  return { ...(contract && { contract }), issues: findings.inOrder() };
}

it.each([
  ['every element of the standard', stringify(wholeContract('3.2'), { aliasDuplicateObjects: false })],
  [
    'findings',
    `${HEAD}domain: other\nschema:\n  - name: order\n    properties:\n      - { name: a, logicalType: integer }\n`,
  ],
  ['no contract at all', 'kind: [\n'],
  [
    'what looks like a position',
    `${HEAD}customProperties:\n  - { property: p, value: { position: [1, 2], positions: { a: 3 } } }\n`,
  ],
  ['a number without a word in JSON', `${HEAD}customProperties:\n  - { property: p, value: { most: .inf } }\n`],
])('remembers %s, wherever the file lies', (_what, text) => {
  const first = fileOf(text);
  expect(read(first)).toEqual(withoutCache(first));
  const moved = fileOf(text);
  expect(read(moved)).toEqual(withoutCache(moved));
});

it('reads by content: the same text is not parsed again, another one is', () => {
  const file = fileOf(`${HEAD}name: first\n`);
  expect(read(file).contract?.name).toBe('first');
  writeFileSync(CACHE, readFileSync(CACHE, 'utf8').replace('"name":"first"', '"name":"kept"'));
  expect(read(file).contract?.name).toBe('kept');
  writeFileSync(file, `${HEAD}name: second\n`);
  expect(read(file).contract?.name).toBe('second');
});

it('says what is wrong with a file that cannot be read, and keeps nothing', () => {
  const file = join(root, 'none.odcs.yaml');
  expect(read(file)).toEqual({ issues: [expect.objectContaining({ code: 'SOURCE_MISSING' })] });
});
