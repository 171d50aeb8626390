import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaFiles } from '@mu-mesh/core';
import { connectors } from '@mu-mesh/connectors';
import { commandReference } from '@mu-mesh/cli';
import { configReference } from './config-reference';
import { errorReference } from './error-reference';
import { lineageDiagram } from './lineage-diagram';

/** The repository's root. */
export const ROOT = join(__dirname, '..', '..', '..');

/** Every generated file: path from the root → text. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const schemas = Object.entries(schemaFiles(connectors)).map(([name, schema]): [string, string] => [
    `libs/core/schema/${name}`,
    `${JSON.stringify(schema, null, 2)}\n`,
  ]);
  return new Map([
    ...schemas,
    ['docs/reference/commands.md', commandReference()],
    ['docs/reference/configuration.md', configReference()],
    ['docs/reference/errors.md', errorReference()],
    ['README.md', withSection(readFileSync(join(ROOT, 'README.md'), 'utf8'), 'lineage', await lineageDiagram(ROOT))],
  ]);
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
export function withSection(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [text.indexOf(open), text.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`there is no section ${name}`);
  return `${text.slice(0, start + open.length)}\n${content}\n${text.slice(end)}`;
}
