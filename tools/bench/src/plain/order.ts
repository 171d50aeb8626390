import type { Dataset, Workspace } from '@mu-mesh/core';

export interface Reads {
  dataset: Dataset;
  /** Addresses of what its SQL names. */
  reads: string[];
}

/** Every dataset after those that its SQL reads. */
export function inOrder(workspace: Workspace): Reads[] {
  const waiting = readings(workspace);
  const ordered: Reads[] = [];
  const done = new Set<string>();
  while (waiting.length > 0) {
    const index = waiting.findIndex(({ reads }) => reads.every((address) => done.has(address)));
    const [next] = index < 0 ? [] : waiting.splice(index, 1);
    if (!next) throw new Error(`datasets read each other: ${waiting.map(({ dataset }) => dataset.id).join(', ')}`);
    ordered.push(next);
    done.add(next.dataset.id);
  }
  return ordered;
}

/** The dataset and everything that is made from it, sorted. */
export function withDescendants(workspace: Workspace, address: string): string[] {
  const found = new Set([address]);
  for (const { dataset, reads } of inOrder(workspace)) if (reads.some((read) => found.has(read))) found.add(dataset.id);
  return [...found].sort();
}

function readings(workspace: Workspace): Reads[] {
  const datasets = workspace.domains.flatMap((domain) => domain.datasets);
  return datasets.map((dataset) => {
    const steps = dataset.jobs.flatMap((job) => job.steps);
    const named = new Set(
      steps.flatMap((step) => ('sql' in step ? (step.sql.text.match(/\b\w+\.\w+\.\w+\b/g) ?? []) : [])),
    );
    return { dataset, reads: datasets.map(({ id }) => id).filter((id) => id !== dataset.id && named.has(id)) };
  });
}
