import { MeshError, type StateEntry, type StateHead } from '@mu-mesh/core';
import { FORMAT } from '../delta/protocol';

/** What a commit did to the dataset: only a `run` replaces pending rows and can be the twin of another run. */
export type StateKind = 'run' | 'restore' | 'release' | 'amend';

/** One `_mesh/state-<n>.json`: changes on top of the file `base`. */
export interface StateFile {
  mesh: number;
  n: number;
  kind: StateKind;
  /** Number of the last state of kind `run`, this one included; 0: none. */
  lastRun: number;
  /** The state that the entries change; null: they are all there is. */
  base: number | null;
  head: StateHead;
  /** Key and value; null removes the key of the base. */
  entries: [string, StateEntry | null][];
}

export function parseState(text: string, path: string): StateFile {
  const state = parsed(text);
  if (typeof state !== 'object' || state === null || !('mesh' in state)) {
    throw new MeshError('TABLE_UNSUPPORTED', `${path} is no state of mu-mesh`, {
      hint: 'The file was cut off or changed: restore the table from a copy, or remove its folder and build it again.',
    });
  }
  if (!(Number(state.mesh) <= FORMAT)) {
    throw new MeshError('TABLE_UNSUPPORTED', `${path} was written by a newer mu-mesh (format ${String(state.mesh)})`);
  }
  return state as StateFile;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
