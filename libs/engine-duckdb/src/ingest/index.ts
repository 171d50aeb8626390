export type { IngestContext, IngestResult, Staged } from './context';
export { ingestScan } from './ingest-scan';
export { sourceColumns } from './source-columns';
