import { join } from 'node:path';
import { ReadCache } from '../../cache/read-cache';
import type { Issue } from '../../model/issue';
import { loadYaml, yamlFromText } from '../load-document';
import type { ConfigDocument } from '../read/document';
import { readSourceText } from '../read/source-text';
import type { DataProduct } from './data-product';

const CODE = ['.', '..', '../read', '../../contract', '../../contract/read'].map((folder) => join(__dirname, folder));

/** What a data-product.odps.yaml says, and all that is wrong with it. */
export interface ReadProduct {
  product: DataProduct;
  issues: Issue[];
}

/** Reads data products, and remembers by their text what it read: a command after the first loads no parser of YAML. */
export class ProductReader {
  private readonly cache: ReadCache;

  /** `folder`: where the cache is kept; it need not be there. */
  constructor(folder: string) {
    this.cache = new ReadCache(join(folder, 'products.json'), CODE);
  }

  /** `gold`: the names of the domain's gold datasets. Nothing is thrown. */
  read(file: string, domain: string, gold: ReadonlySet<string>): ReadProduct {
    const source = readSourceText(file);
    if (!('text' in source)) return readNow(loadYaml(file), domain, gold);
    return this.cache.find(file, [domain, [...gold].join(), source.text], () =>
      readNow(yamlFromText(file, source.text), domain, gold),
    );
  }

  /** Keeps what is new for the next process, as far as the folder can be written. */
  save(): void {
    this.cache.save();
  }
}

function readNow(document: ConfigDocument, domain: string, gold: ReadonlySet<string>): ReadProduct {
  const { readDataProduct } = require('./data-product') as typeof import('./data-product');
  const { product, findings } = readDataProduct(document, domain, gold);
  return { product, issues: findings.inOrder() };
}
