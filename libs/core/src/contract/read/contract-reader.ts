import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ContentCache, contentKey } from '../../cache/content-cache';
import { loadYaml } from '../../config/load-document';
import { readSourceText } from '../../config/read/source-text';
import { parseYaml } from '../../config/read/yaml-document';
import type { Contract } from '../../model/contract';
import type { Issue } from '../../model/issue';
import { readContract } from './contract';
import { located, unlocated } from './located';

/** Part of every key of the cache: another one when the shape of its entries changes. */
const FORMAT = '1';
/** Contracts that nobody asked for are dropped once there are more than this. */
const KEEP_UNUSED = 4000;

/** What a contract file says, and all that is wrong with it. */
export interface ReadContract {
  contract?: Contract;
  issues: Issue[];
}

/** Reads contract files, and remembers by their text what it read: parsing and checking 1,000 of them takes seconds. */
export class ContractReader {
  private cache: ContentCache<unknown> | undefined;

  /** `folder`: where the cache is kept; it need not be there. */
  constructor(private readonly folder: string) {}

  /** `dataset`: the address of the dataset whose folder the file lies in. Nothing is thrown. */
  read(file: string, dataset: string): ReadContract {
    const source = readSourceText(file);
    if (!('text' in source)) return inOrder(readContract(loadYaml(file), dataset));
    this.cache ??= sharedCache(join(this.folder, 'contracts.json'));
    const key = contentKey(FORMAT, codeDigest(), dataset, source.text);
    const known = this.cache.get(key);
    if (known !== undefined) return readFrom(file, located(known, file) as ReadContract);
    const found = inOrder(readContract(parseYaml(file, source.text), dataset));
    const kept = unlocated(found);
    if (kept !== undefined) this.cache.set(key, kept);
    return found;
  }

  /** Keeps what is new for the next process, as far as the folder can be written. */
  save(): void {
    this.cache?.save();
  }
}

function inOrder({ contract, findings }: ReturnType<typeof readContract>): ReadContract {
  return { ...(contract && { contract }), issues: findings.inOrder() };
}

let shared: { stamp: string; cache: ContentCache<unknown> } | undefined;

/** The cache is large: a workspace and what it is compared with read it once, as long as its file stays as it is. */
function sharedCache(file: string): ContentCache<unknown> {
  const { mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? {};
  const stamp = `${file} ${mtimeMs} ${size}`;
  if (shared?.stamp !== stamp) shared = { stamp, cache: new ContentCache(file, KEEP_UNUSED) };
  return shared.cache;
}

function readFrom(file: string, { contract, issues }: ReadContract): ReadContract {
  return { ...(contract && { contract: { ...contract, file } }), issues };
}

let digest: string | undefined;

/** Of the code that reads and checks contracts: what another version of it found is not taken for this one's. */
function codeDigest(): string {
  digest ??= contentKey(
    ...['.', '../check', '../odcs', '../../config/read'].flatMap((folder) => {
      const path = join(__dirname, folder);
      return readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name))
        .map(({ name }) => readFileSync(join(path, name), 'utf8'));
    }),
  );
  return digest;
}
