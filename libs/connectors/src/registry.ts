// Generated from the folders by `npm run generate`; do not edit.
import type { ConnectorRegistry } from '@mu-mesh/core';
import { destination as destinationCsv } from './destination-csv/destination';
import { destination as destinationJson } from './destination-json/destination';
import { destination as destinationParquet } from './destination-parquet/destination';
import { source as ingestCsv } from './ingest-csv/source';
import { source as ingestJson } from './ingest-json/source';
import { source as ingestParquet } from './ingest-parquet/source';

/** Every connector of this package. */
export const connectors: ConnectorRegistry = {
  sources: [ingestCsv, ingestJson, ingestParquet],
  destinations: [destinationCsv, destinationJson, destinationParquet],
};
