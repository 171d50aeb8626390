import type { Tree } from '@nx/devkit';
import { columnsOf } from './columns';

/** Rows of a dataset that some domain's case gives or expects, as a file of this extension. */
export interface ExampleRows {
  extension: 'csv' | 'json';
  text: string;
}

/**
 * Looks for rows of the address in the cases of all domains: those with the most columns, and of equally many what a
 * case expects before what it gives.
 */
export function exampleRows(tree: Tree, address: string): ExampleRows | undefined {
  const cases = tree.children('domains').flatMap((domain) => {
    const tests = `domains/${domain}/tests`;
    return tree.children(tests).map((name) => `${tests}/${name}`);
  });
  let best: { rows: ExampleRows; columns: number } | undefined;
  for (const side of ['expected', 'given']) {
    for (const extension of ['csv', 'json'] as const) {
      for (const folder of cases) {
        const text = tree.read(`${folder}/${side}/${address}.${extension}`, 'utf8');
        if (text === null) continue;
        const columns = columnsOf({ extension, text }).length;
        if (!best || columns > best.columns) best = { rows: { extension, text }, columns };
      }
    }
  }
  return best?.rows;
}
