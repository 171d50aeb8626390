import type { IngestTarget, Scan } from '@mu-mesh/core';

import type { IngestContext, IngestResult } from './context';
import { ingestCsv } from './csv/ingest-csv';
import { ingestJson } from './json/ingest-json';
import { ingestParquet } from './parquet/ingest-parquet';
import { checkFiles } from './source-files';

/**
 * Reads a scan into staged files; rows that do not parse or do not fit go where `scan.badRows` says.
 * Throws SOURCE_MISSING, SOURCE_UNREADABLE, CONFIG_INVALID, DATA_INVALID (FAILFAST, or files that do not fit together), DISK_FULL.
 */
export async function ingestScan(context: IngestContext, scan: Scan, target: IngestTarget): Promise<IngestResult> {
  await checkFiles(scan.files);
  switch (scan.format) {
    case 'csv':
      return ingestCsv(context, scan, target);
    case 'json':
      return ingestJson(context, scan, target);
    case 'parquet':
      return ingestParquet(context, scan, target);
  }
}
