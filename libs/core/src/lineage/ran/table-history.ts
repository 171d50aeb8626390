import { join } from 'node:path';
import { MeshError } from '../../errors';
import type { MeshContext } from '../../mesh';
import { parseAddress } from '../../model/address';
import type { Field } from '../../model/schema';
import { datasetsOf } from '../../plan/selection';
import type { StateEntry, StateHead, Table, TableVersion } from '../../ports';

export type SourceEntry = Extract<StateEntry, { kind: 'source' }>;

/** A commit whose rows a version still has. */
export interface Contribution {
  version: number;
  head: StateHead;
}

/** What the log of one dataset's table tells about its versions. */
export class TableHistory {
  private constructor(
    readonly address: string,
    private readonly table: Table,
    private readonly versions: ReadonlyMap<number, TableVersion>,
  ) {}

  /** Also of a dataset whose folder is gone while its table is in the lake. No versions: there is no table. */
  static async read(context: MeshContext, address: string): Promise<TableHistory> {
    const parsed = parseAddress(address);
    if (!parsed) throw new MeshError('BUG', `${address} is no address`);
    const { domain, layer, dataset } = parsed;
    const location =
      datasetsOf(context.workspace).get(address)?.location ??
      join(context.workspace.properties.lake, domain, layer, dataset);
    const table = context.lakehouse.table(location);
    const versions = (await table.head()) ? await table.history() : [];
    return new TableHistory(address, table, new Map(versions.map((one) => [one.version, one])));
  }

  /** Versions that the log still has, oldest first. */
  get known(): number[] {
    return [...this.versions.keys()].sort((a, b) => a - b);
  }

  version(number: number): TableVersion | undefined {
    return this.versions.get(number);
  }

  /** The state that a version stands on; one that another tool committed stands on that of the version before it. */
  head(number: number): StateHead | undefined {
    for (let at = number; this.versions.has(at); at--) {
      const state = this.versions.get(at)?.state;
      if (state) return state;
    }
    return undefined;
  }

  /** Columns of a version; undefined where its log is gone. */
  async columns(number: number): Promise<Field[] | undefined> {
    if (!this.versions.has(number)) return undefined;
    return this.table.scan(number).then(
      ({ schema }) => schema,
      () => undefined,
    );
  }

  /** Whether the version's files are still there to be read. */
  readable(number: number): Promise<boolean> {
    return this.table.whole(number);
  }

  /** The files that the version's rows came from, as far as ingests of the dataset's own job read them. */
  async sources(number: number): Promise<SourceEntry[]> {
    for (let at = number; this.versions.has(at); at--) {
      if (!this.versions.get(at)?.state) continue;
      const state = await this.table.state(at);
      return [...(state?.entries.values() ?? [])]
        .filter((entry): entry is SourceEntry => entry.kind === 'source')
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    }
    return [];
  }

  /**
   * The commits whose rows a version has, newest first: those of appends back to the last overwrite, through rollbacks.
   * `gap`: why there may be more.
   */
  contributions(number: number): { commits: Contribution[]; gap?: string } {
    const commits: Contribution[] = [];
    const seen = new Set<number>();
    for (let at = number; at >= 0 && !seen.has(at);) {
      seen.add(at);
      const version = this.versions.get(at);
      if (!version) return { commits, gap: `version ${at} and what came before it are no longer in the log` };
      const { state, operation } = version;
      if (!state) return { commits, gap: `version ${at} was written by another tool` };
      if (operation === 'RESTORE') {
        at = state.held?.version ?? at - 1;
        continue;
      }
      if (operation !== 'WRITE') {
        at -= 1;
        continue;
      }
      commits.push({ version: at, head: state });
      const mode = state.definition?.at(-1)?.mode;
      if (mode === undefined)
        return at === 0 ? { commits } : { commits, gap: `version ${at} does not say whether it was appended` };
      if (mode !== 'append') return { commits };
      at -= 1;
    }
    return { commits };
  }
}
