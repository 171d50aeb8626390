import { join } from 'node:path';
import { ReadCache } from '../../cache/read-cache';
import type { ConfigDocument } from '../../config/read/document';
import { loadYaml, yamlFromText } from '../../config/load-document';
import { readSourceText } from '../../config/read/source-text';
import type { Contract } from '../../model/contract';
import type { Issue } from '../../model/issue';

const CODE = ['.', '..', '../check', '../odcs', '../../config/read'].map((folder) => join(__dirname, folder));

/** What a contract file says, and all that is wrong with it. */
export interface ReadContract {
  contract?: Contract;
  issues: Issue[];
}

/** Reads contract files, and remembers by their text what it read: parsing and checking 1,000 of them takes seconds. */
export class ContractReader {
  private readonly cache: ReadCache;

  /** `folder`: where the cache is kept; it need not be there. */
  constructor(folder: string) {
    this.cache = new ReadCache(join(folder, 'contracts.json'), CODE);
  }

  /** `dataset`: the address of the dataset whose folder the file lies in. Nothing is thrown. */
  read(file: string, dataset: string): ReadContract {
    const source = readSourceText(file);
    if (!('text' in source)) return readNow(loadYaml(file), dataset);
    const { contract, issues } = this.cache.find(file, [dataset, source.text], () =>
      readNow(yamlFromText(file, source.text), dataset),
    );
    return { ...(contract && { contract: { ...contract, file } }), issues };
  }

  /** Keeps what is new for the next process, as far as the folder can be written. */
  save(): void {
    this.cache.save();
  }
}

function readNow(document: ConfigDocument, dataset: string): ReadContract {
  const { readContract } = require('./contract') as typeof import('./contract');
  const { contract, findings } = readContract(document, dataset);
  return { ...(contract && { contract }), issues: findings.inOrder() };
}
