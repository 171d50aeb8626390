import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { generate } from '@mu-mesh/datagen';

/** The repository's three domains in a folder of their own; with their committed data, or with generated data of any size. */
export async function shippedWorkspace(repository: string, root: string, transactions?: number): Promise<string> {
  const domains = join(root, 'domains');
  const isData = (path: string) => basename(path) === 'data' && basename(dirname(dirname(path))) === 'raw';
  cpSync(join(repository, 'domains'), domains, {
    recursive: true,
    filter: (path) => basename(path) !== 'node_modules' && (transactions === undefined || !isData(path)),
  });
  cpSync(join(repository, 'global-properties.json'), join(root, 'global-properties.json'));
  if (transactions !== undefined) await generate({ out: domains, transactions });
  return root;
}

/** Changes a file's text; throws where it has no such text. */
export function rewrite(file: string, from: string | RegExp, to: string): void {
  const before = readFileSync(file, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${file} has no ${from}`);
  writeFileSync(file, after);
}
