import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  loadWorkspace,
  plan,
  run,
  type DatasetResult,
  type FaultStep,
  type MeshContext,
  type PlannedDataset,
  type RunEvent,
  type RunResult,
  type StateEntry,
  type Table,
} from '@mu-mesh/core';
import { connectors } from '@mu-mesh/connectors';
import { createDuckDbEngine } from '@mu-mesh/engine-duckdb';
import { createLakehouse } from '@mu-mesh/lakehouse';

const PRODUCT = (domain: string): string => `apiVersion: v1.1.0
kind: DataProduct
id: ${domain}
name: ${domain}
version: 1.0.0
status: active
domain: ${domain}
description:
  purpose: Scratch data of a test
team:
  name: ${domain}
  members:
    - username: "@${domain}"
      role: owner
`;

export interface RunOptions {
  full?: boolean;
  release?: string[];
  /** Called at every named step. */
  at?: (step: FaultStep) => void;
  now?: () => Date;
}

/** A workspace in a temporary folder, driven through core with the real engine and lakehouse. */
export class Scratch {
  readonly root: string;

  constructor(files: Record<string, string> = {}, root?: string) {
    this.root = root ?? realpathSync(mkdtempSync(join(tmpdir(), 'mesh-proof-')));
    if (root) return;
    this.write('global-properties.json', '{ "memory_limit": "512MB", "threads": 2 }');
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  /** Writes a file of the workspace; a domain's product file comes with its first file. */
  write(path: string, text: string | Uint8Array): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    const [top, domain] = path.split('/');
    if (top === 'domains' && domain && path.includes('pipeline.json')) {
      writeFileSync(join(this.root, 'domains', domain, 'data-product.odps.yaml'), PRODUCT(domain));
    }
  }

  async run(selectors: string[] = [], options: RunOptions = {}): Promise<RunResult> {
    return this.withContext(options, (context) =>
      run(context, { selectors, full: options.full ?? false, release: options.release ?? [] }),
    );
  }

  /** One line a dataset: `sales.raw.x run: first run`. */
  async plan(selectors: string[] = []): Promise<string[]> {
    const planned = await this.withContext({}, (context) => plan(context, { selectors, full: false, release: [] }));
    return planned.plan.datasets.map((entry: PlannedDataset) => `${entry.address} ${entry.action}: ${entry.reason}`);
  }

  /** The table's rows as text, sorted. */
  async rows(address: string, version?: number): Promise<string[]> {
    return this.withContext({}, async (context) => {
      const session = await context.engine().open({
        memoryLimit: 1 << 29,
        threads: 2,
        temporaryDirectory: join(this.root, '.mesh/tmp/rows'),
        paths: [this.root],
      });
      try {
        const scope = await session.scope();
        const relation = await scope.table(await this.table(context, address).scan(version));
        return (await scope.rows(relation, Number.MAX_SAFE_INTEGER)).map((row) => row.join('|')).sort();
      } finally {
        await session.close();
      }
    });
  }

  async entries(address: string): Promise<StateEntry[]> {
    return this.withContext({}, async (context) => [
      ...((await this.table(context, address).head())?.state?.entries.values() ?? []),
    ]);
  }

  async withTable<T>(address: string, work: (table: Table) => Promise<T>): Promise<T> {
    return this.withContext({}, (context) => work(this.table(context, address)));
  }

  async withContext<T>(
    options: RunOptions,
    work: (context: MeshContext, events: RunEvent[]) => Promise<T>,
  ): Promise<T> {
    const workspace = loadWorkspace({ root: this.root, connectors });
    const engine = createDuckDbEngine();
    const host = { now: options.now ?? (() => new Date()), at: options.at ?? (() => undefined) };
    const lakehouse = createLakehouse({ parquet: () => engine.parquet, host, unsafe: false });
    const events: RunEvent[] = [];
    try {
      const context: MeshContext = {
        workspace,
        engine: () => engine,
        lakehouse,
        connectors,
        host,
        emit: (event) => events.push(event),
        signal: new AbortController().signal,
      };
      return await work(context, events);
    } finally {
      await engine.close();
    }
  }

  async dispose(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  private table(context: MeshContext, address: string): Table {
    return context.lakehouse.table(join(this.root, 'lake', ...address.split('.')));
  }
}

/** `committed 20|18|2|0` a dataset: status and rows in, out, quarantined, dropped. */
export function outcome(result: RunResult, address: string): string {
  const found = result.datasets.find((dataset: DatasetResult) => dataset.address === address);
  if (!found) return 'absent';
  const { in: rowsIn, out, quarantined, dropped } = found.rows;
  return `${found.status} ${rowsIn}|${out}|${quarantined}|${dropped}`;
}

/** A pipeline.json of one job. */
export function pipeline(execution: unknown[], destination: unknown[] = []): string {
  return JSON.stringify({ execution, destination });
}

/** An ingest of orders from CSV files with a header. */
export function ingestOrders(schema: Record<string, string> = { id: 'BIGINT', amount: 'INTEGER' }): object {
  return {
    type: 'IngestCSV',
    name: 'lines',
    file_location: 'data/*.csv',
    schema,
    additional_attributes: { header: 'true' },
  };
}
