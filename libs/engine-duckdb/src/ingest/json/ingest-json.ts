import { MeshError, type IngestTarget, type Scan } from '@mu-mesh/core';

import type { IngestContext, IngestResult } from '../context';

export async function ingestJson(_context: IngestContext, _scan: Extract<Scan, { format: 'json' }>, _target: IngestTarget): Promise<IngestResult> {
  throw new MeshError('BUG', 'JSON');
}
