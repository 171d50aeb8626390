import type { Host } from '@mu-mesh/core';
import type { CommitInfo } from '../delta/actions';

/** For people and other tools; nothing here reads it back but `history`. */
export function commitInfo(host: Host, operation: string, run: string, mode?: 'Append' | 'Overwrite'): CommitInfo {
  return {
    timestamp: host.now().getTime(),
    operation,
    operationParameters: mode ? { mode } : {},
    engineInfo: 'mu-mesh',
    run,
  };
}
