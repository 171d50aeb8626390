import type { Action, AddFile, MetaData, Protocol, RemoveFile, Txn } from './actions';

/** A version of a table as the log's actions give it. */
export class Snapshot {
  version = -1;
  protocol: Protocol | undefined;
  metaData: MetaData | undefined;
  readonly files = new Map<string, AddFile>();
  readonly tombstones = new Map<string, RemoveFile>();
  readonly txns = new Map<string, Txn>();

  /** Applies one version's actions, or those of a checkpoint. Source: Delta protocol, "Action Reconciliation". */
  apply(version: number, actions: readonly Action[]): void {
    for (const action of actions) {
      if (action.add) {
        this.files.set(action.add.path, action.add);
        this.tombstones.delete(action.add.path);
      } else if (action.remove) {
        this.files.delete(action.remove.path);
        this.tombstones.set(action.remove.path, action.remove);
      } else if (action.txn) this.txns.set(action.txn.appId, action.txn);
      else if (action.metaData) this.metaData = action.metaData;
      else if (action.protocol) this.protocol = action.protocol;
    }
    this.version = version;
  }

  copy(): Snapshot {
    const copy = new Snapshot();
    copy.version = this.version;
    copy.protocol = this.protocol;
    copy.metaData = this.metaData;
    for (const [path, file] of this.files) copy.files.set(path, file);
    for (const [path, file] of this.tombstones) copy.tombstones.set(path, file);
    for (const [appId, txn] of this.txns) copy.txns.set(appId, txn);
    return copy;
  }
}

/** A snapshot of an existing table whose features are known. */
export type TableSnapshot = Snapshot & { protocol: Protocol; metaData: MetaData };
