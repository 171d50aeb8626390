import { join } from 'node:path';
import { generateFiles, logger, type Tree } from '@nx/devkit';
import { parseAddress, type Address } from '../../../../../libs/core/src/model/address';
import { checkName } from '../names';
import { columnsOf, declaredColumns, selectList } from './columns';
import { exampleRows } from './test-case';
import type { PipelineOptions } from './schema';

/**
 * A dataset that validates, tests and runs as it is: raw with a small CSV file, silver and gold as a copy of the
 * dataset that `from` names, with a test case where another case has rows of that dataset. Throws where a name is none, where `from` does not exist or may not be read from here.
 */
export default function pipelineGenerator(tree: Tree, options: PipelineOptions): void {
  const { name, domain, layer } = options;
  checkName('dataset', name);
  if (!tree.exists(`domains/${domain}/data-product.odps.yaml`)) throw new Error(`There is no domain '${domain}'.`);
  const folder = `domains/${domain}/${layer}/${name}`;
  if (tree.exists(folder)) throw new Error(`There is a folder ${folder} already.`);
  const testCase = `domains/${domain}/tests/${layer}_${name}`;
  const address = `${domain}.${layer}.${name}`;
  if (layer === 'raw') {
    if (options.from !== undefined) throw new Error('A raw dataset reads a source, so --from is not for it.');
    generateFiles(tree, join(__dirname, 'raw'), folder, { name });
    generateFiles(tree, join(__dirname, 'raw-case'), testCase, { name, address });
    return;
  }
  const from = sourceOf(tree, options);
  const rows = exampleRows(tree, from);
  const known = rows ? columnsOf(rows) : declaredColumns(tree, sourceFolder(from));
  generateFiles(tree, join(__dirname, 'transform'), folder, { name, from, columns: selectList(known ?? []) });
  if (rows === undefined) {
    logger.info(`No case has rows of ${from}: write one under ${testCase}/.`);
    return;
  }
  tree.write(`${testCase}/given/${from}.${rows.extension}`, rows.text);
  tree.write(`${testCase}/expected/${address}.${rows.extension}`, rows.text);
}

function sourceOf(tree: Tree, { domain, layer, from }: PipelineOptions): string {
  if (from === undefined)
    throw new Error(`A ${layer} dataset reads others: give one with --from=domain.layer.dataset.`);
  const address = parseAddress(from);
  if (address === undefined) throw new Error(`'${from}' is no dataset address (domain.layer.dataset).`);
  if (!tree.exists(`${folderOf(address)}/pipeline.json`)) throw new Error(`There is no dataset '${from}'.`);
  if (address.domain !== domain && address.layer !== 'gold') {
    throw new Error(`'${from}' is private: only gold datasets can be read by other domains.`);
  }
  return from;
}

function sourceFolder(from: string): string {
  const address = parseAddress(from);
  return address ? folderOf(address) : '';
}

function folderOf({ domain, layer, dataset }: Address): string {
  return `domains/${domain}/${layer}/${dataset}`;
}
