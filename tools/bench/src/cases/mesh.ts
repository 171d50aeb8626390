import type { Bench } from '../bench';
import { measure, type Ended } from '../measure/process';

export interface RunDocument {
  result: {
    datasets: {
      address: string;
      status: string;
      /** The table's folder. */
      location: string;
      seconds: number;
      rows: { in: number; out: number; quarantined: number };
    }[];
  };
}

/** `mesh … --json` of a workspace. */
export function meshIn(bench: Bench, workspace: string, ...parameters: string[]): Promise<Ended> {
  return measure(bench.mesh, [...parameters, '--workspace', workspace, '--json', '--quiet'], workspace);
}

export function runDocument(ended: Ended): RunDocument {
  return JSON.parse(ended.stdout) as RunDocument;
}

/** Addresses of the datasets that ended so, sorted. */
export function ended(document: RunDocument, status: string): string[] {
  return document.result.datasets
    .filter((dataset) => dataset.status === status)
    .map(({ address }) => address)
    .sort();
}

/** Throws where the two are not equal. */
export function expectSame(what: string, found: readonly string[], wanted: readonly string[]): void {
  if (found.join(' ') !== wanted.join(' '))
    throw new Error(`${what}: ${found.join(', ') || 'none'} instead of ${wanted.join(', ') || 'none'}`);
}
