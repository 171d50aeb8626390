import type {
  ExportTarget,
  Field,
  Ingested,
  IngestTarget,
  KeptRelation,
  QuarantineTarget,
  Relation,
  Scan,
  Scope,
  SourceColumns,
  SqlAnalysis,
  StagedFile,
  StagedRelation,
  StagingTarget,
  SteadyRelation,
  TableScan,
} from '@mu-mesh/core';
import { field, MeshError } from '@mu-mesh/core';

import { bind } from './bind';
import type { Connection } from './connection';
import { checkSameColumns, exceptSql, prepareExcept } from './except';
import { exportRows } from './export';
import { type IngestContext, ingestScan, sourceColumns } from './ingest';
import { engineError } from './mesh-error';
import { enclose, Names } from './names';
import { KeptRows, numberedSql, numberName, withoutNumbers } from './numbered';
import { naming, ParquetRows, parquetRows } from './parquet-rows';
import { filteredRows } from './plain-filter';
import { quarantineRows } from './quarantine';
import { identifier } from './quote';
import { DuckDbRelation, StagedDuckDbRelation } from './relation';
import { sqlError } from './sql-error';
import { castSql, stageSelect, stageSql } from './stage';
import { SteadyRows, streams } from './steady';
import { tableSql } from './table-sql';
import { needsCast, toSqlType } from './types';

/** The names of one job on a connection of its own. */
export class DuckDbScope implements Scope {
  private readonly names = new Names();
  /** Relations whose rows were computed into temporary tables: whoever reads them again gets the same rows. */
  private readonly kept = new WeakMap<DuckDbRelation, DuckDbRelation>();
  private relations = 0;

  constructor(
    private readonly connection: Connection,
    private readonly temporaryDirectory: string,
    private readonly analyse: (sql: string) => Promise<SqlAnalysis>,
  ) {}

  async ingest(scan: Scan, target: IngestTarget): Promise<Ingested> {
    return this.guard(async () => {
      const { connection, temporaryDirectory } = this;
      const context: IngestContext = {
        connection,
        temporaryDirectory,
        stage: (select, to) => stageSelect(connection, select, to),
      };
      const { staged, ...counts } = await ingestScan(context, scan, target);
      return { relation: this.staged(staged.files, staged.columns, target), ...counts };
    });
  }

  async sourceColumns(scan: Scan): Promise<SourceColumns[]> {
    return this.guard(() => sourceColumns(this.connection, this.temporaryDirectory, scan));
  }

  async table(table: TableScan): Promise<Relation> {
    return new DuckDbRelation(`table_${++this.relations}`, table.schema, tableSql(table), true);
  }

  async parquet(paths: readonly string[]): Promise<Relation> {
    return this.guard(() => parquetRows(this.connection, `parquet_${++this.relations}`, paths));
  }

  async query(sql: string): Promise<Relation> {
    return this.guard(async () => {
      const { volatileFunctions } = await this.check(sql);
      await this.names.show(this.connection, sql);
      const bound = await bind(this.connection, sql, this.names.all);
      if ('finding' in bound) throw sqlError(bound.finding);
      const list = bound.columns.map((column, index) => {
        const name = identifier(column.name);
        const raw = bound.raw[index];
        return raw && needsCast(raw.type) ? `CAST(${name} AS ${toSqlType(column.type)}) AS ${name}` : name;
      });
      const relation = await this.view(
        `SELECT ${list.join(', ')} FROM (${enclose(sql, this.names.all)})`,
        bound.columns,
      );
      relation.repeatable = volatileFunctions.length === 0 && this.names.repeatable(sql);
      const filtered = await filteredRows(this.connection, this.names.all, sql);
      return filtered ? Object.assign(relation, { filtered }) : relation;
    });
  }

  async name(name: string, relation: Relation): Promise<void> {
    this.names.set(name, this.source(relation));
  }

  async stage(relation: Relation, target: StagingTarget): Promise<StagedRelation> {
    return this.guard(async () => {
      const source = this.source(relation);
      const schema = target.schema ?? source.columns;
      if (source instanceof StagedDuckDbRelation && source.fits(target.directory, schema, target.partitionBy))
        return source;
      const files = await stageSql(this.connection, source.sql, source.columns, { ...target, schema });
      return this.staged(files, schema, target);
    });
  }

  async keep(relation: Relation, schema?: readonly Field[]): Promise<KeptRelation> {
    return this.guard(async () => {
      const source = this.source(relation);
      if (!schema && (source instanceof KeptRows || source instanceof StagedDuckDbRelation)) return source;
      const columns = [...(schema ?? source.columns)];
      const id = `#rows_${++this.relations}`;
      const select = castSql(source.sql, source.columns, { schema: columns, partitionBy: [] });
      const rows = await this.connection.count(`CREATE TEMP TABLE ${identifier(id)} AS ${select}`);
      return new KeptRows(id, columns, rows);
    });
  }

  async steady(relation: Relation, target: Omit<StagingTarget, 'directory'>): Promise<SteadyRelation | undefined> {
    return this.guard(async () => {
      const source = this.source(relation);
      const schema = target.schema ?? source.columns;
      const select = castSql(source.sql, source.columns, { ...target, schema });
      if (!source.repeatable || !(await streams(this.connection, select))) return undefined;
      const rows = await this.connection.count(`SELECT count(*) FROM (${select})`);
      return new SteadyRows(`steady_${++this.relations}`, schema, select, rows);
    });
  }

  async numbered(relation: KeptRelation): Promise<Relation> {
    const source = this.source(relation);
    const name = numberName(source);
    const columns = [...source.columns, field(name, 'long')];
    const sql = numberedSql(source) ?? `SELECT *, row_number() OVER () AS ${identifier(name)} FROM (${source.sql})`;
    return new DuckDbRelation(`numbered_${++this.relations}`, columns, sql, true);
  }

  async count(relation: Relation): Promise<number> {
    return this.guard(async () => {
      const source = this.source(relation);
      if (source instanceof StagedDuckDbRelation || source instanceof KeptRows || source instanceof SteadyRows)
        return source.rows;
      return this.connection.count(`SELECT count(*) FROM (${source.sql})`);
    });
  }

  async rows(relation: Relation, limit: number): Promise<(string | null)[][]> {
    return this.guard(async () => {
      const source = this.source(relation);
      const list = relation.columns.map((column) => `CAST(${identifier(column.name)} AS VARCHAR)`);
      const most = Math.max(0, Math.floor(limit));
      const read = () => this.connection.texts(`SELECT ${list.join(', ')} FROM (${source.sql}) LIMIT ${most}`);
      return source instanceof ParquetRows ? naming(this.connection, source.paths, most, read) : read();
    });
  }

  async except(input: Relation, refused: Relation): Promise<Relation> {
    return this.guard(async () => {
      const all = this.source(input);
      checkSameColumns(all, own(refused));
      const numbered = numberedSql(all);
      if (numbered !== undefined && own(refused).filtered?.from === numbered)
        return this.exceptNumbers(all, own(refused), numbered);
      const minus = await this.once(refused);
      const counts = `#refused_${++this.relations}`;
      await prepareExcept(this.connection, all, minus, counts);
      return this.view(exceptSql(all, counts), all.columns);
    });
  }

  async quarantine(relation: Relation, target: QuarantineTarget): Promise<number> {
    return this.guard(async () => quarantineRows(this.connection, await this.once(relation), target));
  }

  async export(relation: Relation, target: ExportTarget): Promise<{ rows: number; bytes: number }> {
    return this.guard(() => exportRows(this.connection, this.source(relation), target));
  }

  async close(): Promise<void> {
    this.names.clear();
    await this.connection.close();
  }

  /** The gate stands before every statement that runs, whoever called. */
  private async check(sql: string): Promise<SqlAnalysis> {
    const analysis = await this.analyse(sql);
    const [finding] = analysis.findings;
    if (finding) throw sqlError(finding);
    this.names.expect(analysis.tables);
    return analysis;
  }

  private source(relation: Relation): DuckDbRelation {
    const given = own(relation);
    return this.kept.get(given) ?? given;
  }

  /** The same as EXCEPT ALL: the refused rows are told from the others by their numbers, not by their values. */
  private async exceptNumbers(all: DuckDbRelation, refused: DuckDbRelation, numbered: string): Promise<DuckDbRelation> {
    const id = `#rows_${++this.relations}`;
    await this.connection.run(`CREATE TEMP TABLE ${identifier(id)} AS ${refused.filtered?.sql ?? ''}`);
    const list = refused.columns.map(({ name }) => identifier(name)).join(', ');
    this.kept.set(refused, new DuckDbRelation(id, refused.columns, `SELECT ${list} FROM ${identifier(id)}`, true));
    return new DuckDbRelation(`${id}_kept`, all.columns, withoutNumbers(all, numbered, id), true);
  }

  /** Computes refused rows once, so that a volatile query cannot refuse other rows than it keeps; spills as any table does. */
  private async once(relation: Relation): Promise<DuckDbRelation> {
    const source = this.source(relation);
    if (source.stored) return source;
    const id = `#rows_${++this.relations}`;
    await this.connection.run(`CREATE TEMP TABLE ${identifier(id)} AS ${source.sql}`);
    const rows = DuckDbRelation.view(id, source.columns, true);
    this.kept.set(own(relation), rows);
    return rows;
  }

  private async view(sql: string, columns: Field[]): Promise<DuckDbRelation> {
    const id = `#relation_${++this.relations}`;
    await this.connection.run(`CREATE TEMP VIEW ${identifier(id)} AS ${sql}`);
    return DuckDbRelation.view(id, columns);
  }

  private staged(files: StagedFile[], schema: Field[], target: StagingTarget): StagedDuckDbRelation {
    return new StagedDuckDbRelation(`staged_${++this.relations}`, schema, files, target.directory, target.partitionBy);
  }

  private async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw engineError(error);
    }
  }
}

function own(relation: Relation): DuckDbRelation {
  if (relation instanceof DuckDbRelation) return relation;
  throw new MeshError('BUG', `The relation ${relation.id} is not of this engine.`);
}
