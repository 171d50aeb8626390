import type { Dataset, Domain } from '../model/job';
import { bumpBetween, requiredBump, type Bump } from './bump';
import { change, type ContractChange, type Level } from './change';
import { diffContracts } from './contract';
import { isOver, lifecycleChanges } from './lifecycle';
import { isLower, versionChanges } from './version';

/** The domains of a workspace at one time. */
export interface MeshState {
  domains: readonly Domain[];
  /** Names of domains that have a data-product.odps.yaml. */
  products: ReadonlySet<string>;
}

export interface DiffOptions {
  /** ISO 8601 day. */
  today: string;
  /** Domains whose package gets a major release; what they remove for good has no version left to raise. */
  majors: ReadonlySet<string>;
}

/** What changed about one dataset's contract and port, or about a product. */
export interface SubjectDiff {
  domain: string;
  /** Undefined: the product itself. */
  dataset?: string;
  /** The contract's file, else the product's; of the older state where it is gone. */
  file: string;
  changes: ContractChange[];
  /** Versions of the contract, else of the port; undefined where there is none. */
  from?: string;
  to?: string;
  required: Bump;
  bump: Bump;
  /** false: it breaks readers without a major bump, or its version went down. */
  ok: boolean;
}

/** Everything that changed between two states of a mesh's contracts and products; subjects without a change are left out. */
export function diffMesh(from: MeshState, to: MeshState, options: DiffOptions): SubjectDiff[] {
  const names = [...new Set([...from.domains, ...to.domains].map(({ name }) => name))].sort();
  return names.flatMap((name) => {
    const [before, after] = [from, to].map(({ domains }) => domains.find((domain) => domain.name === name));
    const ids = [...new Set([...(before?.datasets ?? []), ...(after?.datasets ?? [])].map(({ id }) => id))].sort();
    const product = productDiff(name, before, from.products.has(name), after, to.products.has(name), options);
    return [...(product ? [product] : []), ...ids.flatMap((id) => datasetDiff(name, id, before, after, options) ?? [])];
  });
}

function productDiff(
  name: string,
  before: Domain | undefined,
  was: boolean,
  after: Domain | undefined,
  is: boolean,
  { today, majors }: DiffOptions,
): SubjectDiff | undefined {
  const file = after?.file ?? before?.file ?? '';
  const place = { path: 'product', position: { file, line: 1, column: 1 } };
  const changes: ContractChange[] = [];
  if (was && !is)
    changes.push(
      change(place, 'product_removed', goneLevel(isOver(before?.lifecycle, today)), name, null, 'compatible'),
    );
  else if (!was && is) changes.push(change(place, 'product_added', 'compatible', null, name));
  else if (was && is) {
    changes.push(...lifecycleChanges(place, before?.lifecycle, after?.lifecycle, today));
    if (before?.owner?.username !== after?.owner?.username)
      changes.push(
        change(
          { ...place, path: 'product.team' },
          'metadata_changed',
          'cosmetic',
          before?.owner?.username,
          after?.owner?.username,
        ),
      );
  }
  if (changes.length === 0) return undefined;
  const required = requiredBump(changes);
  const bump = majors.has(name) ? 'major' : 'none';
  return { domain: name, file, changes, required, bump, ok: required !== 'major' || bump === 'major' };
}

function datasetDiff(
  domain: string,
  id: string,
  before: Domain | undefined,
  after: Domain | undefined,
  { today, majors }: DiffOptions,
): SubjectDiff | undefined {
  const [old, young] = [promised(before, id), promised(after, id)];
  if (!old && !young) return undefined;
  const over =
    isOver(old?.dataset.contract?.lifecycle, today) ||
    isOver(old?.port?.lifecycle, today) ||
    isOver(before?.lifecycle, today);
  const [existed, exists] = [before, after].map((one) => one?.datasets.some((dataset) => dataset.id === id) ?? false);
  const file = young?.dataset.contract?.file ?? old?.dataset.contract?.file ?? (young ? after : before)?.file ?? '';
  const changes = promiseChanges(old, young, { id, over, existed, exists, today });
  if (changes.length === 0) return undefined;
  const required = requiredBump(changes);
  const versions = {
    ...(old?.version !== undefined && { from: old.version }),
    ...(young?.version !== undefined && { to: young.version }),
  };
  const raised =
    old?.version !== undefined && young?.version !== undefined ? bumpBetween(old.version, young.version) : 'none';
  const gone = changes.some(({ kind, consumer }) => consumer === 'breaking' && GONE.includes(kind));
  const bump = gone && majors.has(domain) ? 'major' : raised;
  return {
    domain,
    dataset: id,
    file,
    changes,
    ...versions,
    required,
    bump,
    ok: (required !== 'major' || bump === 'major') && !isLowered(versions),
  };
}

function isLowered({ from, to }: Pick<SubjectDiff, 'from' | 'to'>): boolean {
  return from !== undefined && to !== undefined && isLower(to, from);
}

/** Removals that leave no version behind that could be raised. */
const GONE: readonly string[] = ['dataset_removed', 'contract_removed', 'port_removed'];

interface Promised {
  dataset: Dataset;
  port?: Domain['outputPorts'][number];
  published: boolean;
  version?: string;
}

/** A dataset that something is promised about: by a contract, or by being published. */
function promised(domain: Domain | undefined, id: string): Promised | undefined {
  const dataset = domain?.datasets.find((one) => one.id === id);
  if (!domain || !dataset) return undefined;
  const port =
    dataset.address.layer === 'gold'
      ? domain.outputPorts.find(({ name }) => name === dataset.address.dataset)
      : undefined;
  const published = dataset.address.layer === 'gold' && (port !== undefined || domain.outputPorts.length === 0);
  const version = dataset.contract?.version ?? port?.version;
  return published || dataset.contract
    ? { dataset, published, ...(port && { port }), ...(version !== undefined && { version }) }
    : undefined;
}

interface Circumstances {
  id: string;
  /** Nobody may rely on it any more. */
  over: boolean;
  /** Whether the dataset itself is there, promised or not. */
  existed: boolean | undefined;
  exists: boolean | undefined;
  today: string;
}

function promiseChanges(
  old: Promised | undefined,
  young: Promised | undefined,
  { id, over, existed, exists, today }: Circumstances,
): ContractChange[] {
  const place = { path: 'dataset', position: { file: (young ?? old)?.dataset.file ?? '', line: 1, column: 1 } };
  if (!old && !existed) return [change(place, 'dataset_added', 'compatible', null, id)];
  if (!young && !exists) return [change(place, 'dataset_removed', goneLevel(over), id, null, 'compatible')];
  const [a, b] = [old?.dataset.contract, young?.dataset.contract];
  const found: ContractChange[] = [];
  if (a && b) found.push(...diffContracts(a, b, today));
  else if (a)
    found.push(
      change({ path: 'contract', position: a.position }, 'contract_removed', goneLevel(over), a.id, null, 'compatible'),
    );
  else if (b)
    found.push(
      change({ path: 'contract', position: b.position }, 'contract_added', 'compatible', null, b.id, 'breaking'),
    );
  if ((old?.published ?? false) !== (young?.published ?? false)) {
    const at = { path: 'port', position: place.position };
    found.push(
      old?.published
        ? change(at, 'port_removed', goneLevel(over), id, null, 'compatible')
        : change(at, 'port_added', 'compatible', null, id),
    );
  }
  const [from, to] = [old?.port, young?.port];
  if (from && to) {
    found.push(...lifecycleChanges({ path: 'port' }, from.lifecycle, to.lifecycle, today));
    if (!a && !b) found.push(...versionChanges({ path: 'port.version' }, from.version, to.version));
  }
  return found;
}

/** Taking away what is retired, or past its sunset, breaks nobody. */
function goneLevel(over: boolean): Level {
  return over ? 'compatible' : 'breaking';
}
