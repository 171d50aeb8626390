import { fileSource } from '../reader/file-source';
import { PARQUET_OPTIONS } from '../reader/parquet-options';

export const source = fileSource({
  type: 'IngestParquet',
  aliases: [],
  description: 'Reads Parquet files; columns keep the types that the files have.',
  options: PARQUET_OPTIONS,
  keys: {},
  encoded: false,
  scan: (_, files) => ({ kind: 'scan', format: 'parquet', files, options: {}, badRows: 'QUARANTINE' }),
});
