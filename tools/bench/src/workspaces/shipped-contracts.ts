import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The contracts of a workspace's datasets, which can be taken out of it and put back. */
export interface Contracts {
  /** How many there are. */
  count: number;
  /** Nothing is checked any more: the files are gone, and the ports' references to them. */
  remove(): void;
  restore(): void;
}

export function contractsOf(root: string): Contracts {
  const domains = join(root, 'domains');
  const paths = readdirSync(domains, { recursive: true, encoding: 'utf8' }).map((path) => join(domains, path));
  const texts = (name: string) =>
    paths.filter((path) => basename(path) === name).map((path) => ({ path, text: readFileSync(path, 'utf8') }));
  const contracts = texts('contract.odcs.yaml');
  const products = texts('data-product.odps.yaml');
  return {
    count: contracts.length,
    remove: () => {
      for (const { path } of contracts) rmSync(path, { force: true });
      for (const { path, text } of products) writeFileSync(path, withoutReferences(text));
    },
    restore: () => {
      for (const { path, text } of [...contracts, ...products]) writeFileSync(path, text);
    },
  };
}

/** The same product, its ports without `contractId`, however the YAML is laid out. */
export function withoutReferences(product: string): string {
  return product
    .replaceAll(/^([ \t]*- )contractId:.*\r?\n[ \t]*/gm, '$1')
    .replaceAll(/^[ \t]*contractId:.*(?:\r?\n|$)/gm, '')
    .replaceAll(/,\s*contractId:\s*[^\s,}]+/g, '');
}
