import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Scan, ScanFile, SourceColumns } from '@mu-mesh/core';

import type { Connection } from '../connection';
import { CsvFiles } from './csv/csv-files';
import { dialectOf } from './csv/dialect';
import { decodeFile, needsDecoding } from './decode';
import { structureFields } from './json/json-columns';
import { objectsSql } from './json/json-source';
import { fileColumns } from './parquet/ingest-parquet';
import { checkFiles } from './source-files';

/** The columns of each file of a scan: its header, the keys of its objects, its schema. A CSV file without a header has none. */
export async function sourceColumns(
  connection: Connection,
  temporaryDirectory: string,
  scan: Scan,
): Promise<SourceColumns[]> {
  await checkFiles(scan.files);
  switch (scan.format) {
    case 'csv':
      return csvColumns(temporaryDirectory, scan);
    case 'json':
      return Promise.all(scan.files.map((file) => jsonColumns(connection, temporaryDirectory, scan, file)));
    case 'parquet':
      return Promise.all(
        scan.files.map(async (file) => {
          const columns = await fileColumns({ connection }, file.path);
          return { file, names: columns.map(({ name }) => name) };
        }),
      );
  }
}

async function csvColumns(folder: string, scan: Extract<Scan, { format: 'csv' }>): Promise<SourceColumns[]> {
  if (!scan.options.header) return scan.files.map((file) => ({ file, names: [] }));
  const prepared = new CsvFiles(folder, dialectOf(scan.options));
  try {
    const heads = await prepared.heads(scan.files, scan.options);
    const names = new Map(heads.map((head) => [head.source, head.names]));
    const corrupt = scan.corruptRecordColumn;
    return scan.files.map((file) => ({
      file,
      names: (names.get(file.path) ?? []).filter((name) => name !== corrupt),
    }));
  } finally {
    await prepared.remove();
  }
}

async function jsonColumns(
  connection: Connection,
  folder: string,
  { options }: Extract<Scan, { format: 'json' }>,
  file: ScanFile,
): Promise<SourceColumns> {
  const path = needsDecoding(file) ? join(folder, `ingest-${randomUUID()}.json`) : file.path;
  try {
    if (path !== file.path) await decodeFile(file, path);
    const objects = objectsSql([{ source: file.path, path }], options.multiLine);
    const [row] = await connection.all(
      `SELECT json_group_structure(json)::VARCHAR FROM ${objects} WHERE coalesce(json_type(json), '') = 'OBJECT'`,
    );
    const fields = typeof row?.[0] === 'string' ? structureFields(JSON.parse(row[0])) : [];
    return { file, names: fields.map(({ name }) => name) };
  } finally {
    if (path !== file.path) await rm(path, { force: true });
  }
}
