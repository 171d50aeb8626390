import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { meshJson } from '../mesh-cli';
import type { Contract, Mutant } from './mutation';
import type { Verdicts } from './their-verdicts';

interface Change {
  dataset: string;
  level: string;
  producer: string;
}

/** What `mesh contract diff` says of each, by name: all of them in one workspace, each in a domain of its own. */
export async function ourVerdicts(mutants: readonly Mutant[]): Promise<Map<string, Verdicts>> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mesh-mutants-')));
  try {
    writeFileSync(join(root, 'global-properties.json'), '{}');
    for (const { name, from } of mutants) writeContract(root, name, from);
    for (const parameters of [
      ['init', '-q', '-b', 'main'],
      ['add', '-A'],
      ['commit', '-q', '-m', 'base'],
    ])
      execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@mu-mesh.test', ...parameters], { cwd: root });
    for (const { name, to } of mutants) writeContract(root, name, to);
    const { result, issues } = await meshJson(root, ['contract', 'diff', '--base', 'HEAD']);
    const { changes } = (result ?? { changes: undefined }) as { changes: Change[] | undefined };
    if (!changes) throw new Error(JSON.stringify(issues));
    return new Map(
      mutants.map(({ name }) => {
        const own = changes.filter(({ dataset }) => dataset === `${name}.gold.orders`);
        const has = (side: 'level' | 'producer') => own.some((change) => change[side] === 'breaking');
        return [
          name,
          { readers: has('level') ? 'breaking' : 'fine', deliverers: has('producer') ? 'breaking' : 'fine' },
        ];
      }),
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function writeContract(root: string, domain: string, contract: Contract): void {
  const folder = join(root, 'domains', domain, 'gold', 'orders');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pipeline.json'), '{ "execution": [{ "type": "TransformSQL", "sql": "SELECT 1 AS a" }] }');
  writeFileSync(join(folder, 'contract.odcs.yaml'), stringify(contract, { aliasDuplicateObjects: false }));
}
