import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseFiles } from './base-files';
import { draws } from '../../seeded';
import { mutants } from './mutants';
import { Trial, template } from './trial';

/** The mutants of one process: a broken file may end it, as nothing else could tell. */
export interface Batch {
  seed: number;
  amount: number;
}

export interface BatchResult {
  complaints: string[];
  codes: Record<string, number>;
}

async function runBatch({ seed, amount }: Batch): Promise<BatchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'mesh-proof-'));
  const files = await baseFiles(folder);
  const templates = await Promise.all(files.map(template));
  const result: BatchResult = { complaints: [], codes: {} };
  const source = mutants(files, draws(seed));
  for (let n = 0; n < amount; n++) {
    const mutant = source.next().value;
    process.stderr.write(`mutant ${n}: ${mutant.kind}\n`);
    const [file, built] = [files[mutant.base], templates[mutant.base]];
    if (!file || !built) throw new Error(`there is no file ${mutant.base}`);
    const trial = new Trial(mutant, file, built.root);
    await trial.run();
    result.complaints.push(...trial.complaints.map((said) => `seed ${seed}, mutant ${n}, ${said}`));
    for (const [code, times] of Object.entries(trial.codes)) result.codes[code] = (result.codes[code] ?? 0) + times;
  }
  for (const built of templates) await built.dispose();
  rmSync(folder, { recursive: true });
  return result;
}

if (require.main === module) {
  void runBatch(JSON.parse(process.argv[2] ?? '{}') as Batch).then((result) =>
    process.stdout.write(`${JSON.stringify(result)}\n`),
  );
}
