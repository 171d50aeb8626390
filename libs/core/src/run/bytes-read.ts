import type { MeshContext } from '../mesh';
import type { Dataset } from '../model/job';
import type { PlannedDataset } from '../model/plan';
import type { TableScan } from '../ports';
import { jobMode, openSource } from '../plan/sources';

/**
 * Roughly how many bytes each dataset of a run reads, by address: its sources and the tables of its inputs. What this run
 * builds first counts as many as that reads itself. Good enough to see which row of datasets takes longest; sources that
 * cannot be listed count nothing, their ingest says why.
 */
export async function bytesRead(
  context: MeshContext,
  work: readonly PlannedDataset[],
  scans: ReadonlyMap<string, TableScan>,
): Promise<Map<string, number>> {
  const bytes = new Map<string, number>();
  for (const [address, { files }] of scans) bytes.set(address, sum(files.map((file) => file.bytes)));
  for (const { address, dataset, inputs } of work)
    bytes.set(
      address,
      (await sourceBytes(context, dataset)) + sum(inputs.map((input) => bytes.get(input.address) ?? 0)),
    );
  return bytes;
}

async function sourceBytes(context: MeshContext, { file, jobs }: Dataset): Promise<number> {
  const sizes = jobs.flatMap((job) =>
    job.steps.map(async (step) => {
      if (step.kind !== 'ingest') return 0;
      const items = await openSource(context, file, step, jobMode(job)).discover();
      return sum(items.map(({ size }) => size));
    }),
  );
  return sum((await Promise.allSettled(sizes)).map((size) => (size.status === 'fulfilled' ? size.value : 0)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
