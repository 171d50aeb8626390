import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROOFS } from './proofs';
import { ROOT, proofTable } from './scoreboard';

it('docs/reliability.md has the table of proofs as it is', () => {
  expect(readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8')).toContain(
    `<!-- proofs -->\n${proofTable()}\n<!-- /proofs -->`,
  );
});

it('every proof has its spec', () => {
  for (const { spec } of PROOFS) expect({ spec, there: existsSync(join(ROOT, spec)) }).toEqual({ spec, there: true });
});
