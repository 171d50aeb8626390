import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

/** When, on what and beside how much other work it was measured, without naming the machine. */
export function stamp(repository: string, runs: number): string {
  const version = (name: string): string => {
    const { version: found } = JSON.parse(
      readFileSync(join(repository, 'node_modules', name, 'package.json'), 'utf8'),
    ) as { version: string };
    return found;
  };
  const machine = `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`;
  const versions = `Node ${process.versions.node}, DuckDB ${version('@duckdb/node-api')}, mu-mesh ${version('@mu-mesh/cli')}`;
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `Measured on ${new Date().toISOString().slice(0, 10)}: ${machine}; ${versions}; medians of ${runs}; load average at the start ${load}.`;
}
