import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { BadRowMode, CsvOptions, Engine, EngineSession, Field, JsonOptions, Scan, ScanFile } from '@mu-mesh/core';
import { field, formatType } from '@mu-mesh/core';

import { createDuckDbEngine } from '../../engine';

export const SPARK_DEFAULTS: CsvOptions = {
  header: true,
  inferSchema: false,
  sep: ',',
  quote: '"',
  escape: '"',
  nullValue: '',
  multiLine: false,
  ignoreLeadingWhiteSpace: false,
  ignoreTrailingWhiteSpace: false,
};

export interface Read {
  columns: string[];
  rows: (string | null)[][];
  in: number;
  out: number;
  quarantined: number;
  dropped: number;
  bad: Bad[];
}

export interface Bad {
  id: string;
  reasons: string[];
  file: string;
  line: number;
  column: string | null;
  row: string;
}

export interface Source {
  schema?: Record<string, string>;
  mode?: BadRowMode;
  corrupt?: string;
  encoding?: string;
  /** Rows and refused rows to read back; all by default. */
  limit?: number;
  partitionBy?: string[];
}

/** The real engine on files in a temporary folder. */
export class Harness {
  readonly folder = mkdtempSync(join(tmpdir(), 'ingest-'));
  private readonly engine: Engine = createDuckDbEngine();
  private session: EngineSession | undefined;
  private runs = 0;

  write(name: string, content: string | Buffer): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  async csv(files: (string | ScanFile)[], options: Partial<CsvOptions> = {}, source: Source = {}): Promise<Read> {
    return this.read(
      { format: 'csv', options: { ...SPARK_DEFAULTS, ...options }, ...this.base(files, source) },
      source,
    );
  }

  async json(files: (string | ScanFile)[], options: Partial<JsonOptions> = {}, source: Source = {}): Promise<Read> {
    return this.read(
      { format: 'json', options: { multiLine: false, ...options }, ...this.base(files, source) },
      source,
    );
  }

  async parquet(files: string[], source: Source = {}): Promise<Read> {
    return this.read({ format: 'parquet', options: {}, ...this.base(files, source) }, source);
  }

  /** A Parquet file of a SELECT. */
  async parquetFile(name: string, select: string): Promise<string> {
    const path = join(this.folder, name);
    const scope = await (await this.open()).scope();
    try {
      await scope.export(await scope.query(select), { path, format: 'parquet' });
    } finally {
      await scope.close();
    }
    return path;
  }

  private async open(): Promise<EngineSession> {
    this.session ??= await this.engine.open({
      memoryLimit: 1 << 30,
      threads: 2,
      temporaryDirectory: join(this.folder, 'tmp'),
      paths: [this.folder],
    });
    return this.session;
  }

  async read(
    scan: Scan,
    { limit = 1_000_000, partitionBy = [] }: Pick<Source, 'limit' | 'partitionBy'> = {},
  ): Promise<Read> {
    const scope = await (await this.open()).scope();
    try {
      const run = `run-${++this.runs}`;
      const quarantineFile = join(this.folder, 'table', '_quarantine', run, 'lines.parquet');
      const target = { directory: join(this.folder, 'table'), partitionBy, quarantineFile, run, rule: 'lines' };
      const { relation, rowsIn, quarantined, dropped } = await scope.ingest(scan, target);
      const rows = await scope.rows(relation, limit);
      const bad = quarantined > 0 && limit > 0 ? await this.quarantine(quarantineFile) : [];
      return {
        columns: relation.columns.map((c) => `${c.name}:${formatType(c.type)}`),
        rows,
        in: rowsIn,
        out: relation.rows,
        quarantined,
        dropped,
        bad,
      };
    } finally {
      await scope.close();
    }
  }

  async close(): Promise<void> {
    await this.session?.close();
    await this.engine.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async quarantine(file: string): Promise<Bad[]> {
    const rows = await this.engine.parquet.read(file);
    return rows
      .map((row) => JSON.parse(row) as Bad)
      .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
  }

  private base(files: (string | ScanFile)[], source: Source) {
    const schema: Field[] | undefined =
      source.schema && Object.entries(source.schema).map(([name, type]) => field(name, type));
    return {
      kind: 'scan' as const,
      files: files.map((file) =>
        typeof file === 'string' ? { path: file, ...(source.encoding && { encoding: source.encoding }) } : file,
      ),
      badRows: source.mode ?? ('QUARANTINE' as const),
      ...(schema && { schema }),
      ...(source.corrupt && { corruptRecordColumn: source.corrupt }),
    };
  }
}
