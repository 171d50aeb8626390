import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  Consumers,
  diffMesh,
  type Issue,
  type MeshContext,
  MeshError,
  type MeshLineage,
  type MeshState,
  type Position,
  remedyOf,
  type SubjectDiff,
  traceMesh,
  type Workspace,
} from '@mu-mesh/core';
import { shownPath } from '../output/envelope';
import type { ContractDiffResult, ContractDiffSubject, ShownChange } from '../render/contract-diff';
import { withBaseWorkspace } from './base-workspace';
import { findBase } from './git-base';
import { packageOf, releases } from './package-releases';
import { releaseGate, releaseIssues, usesChangesets } from './release-gate';

const CONTRACT = 'contract.odcs.yaml';

export interface ContractDiff {
  result: ContractDiffResult;
  issues: Issue[];
}

/** Compares contracts and products with those of a commit. Throws USAGE without one, and for files that cannot be read. */
export async function contractDiff(context: MeshContext, ref: string | undefined): Promise<ContractDiff> {
  const { root } = context.workspace;
  const broken = unreadable(context.workspace);
  if (broken.length > 0)
    throw new MeshError('CONFIG_INVALID', 'contracts or products have errors, so that they cannot be compared', {
      issues: broken,
    });
  const base = findBase(root, ref);
  return withBaseWorkspace(context, base.commit, async (before) => {
    const old = before.workspace;
    const names = [...new Set([...old.domains, ...context.workspace.domains].map(({ name }) => name))];
    const announced = releases(old.root, root, names);
    const diffs = diffMesh(stateOf(old), stateOf(context.workspace), {
      today: context.host.now().toISOString().slice(0, 10),
      majors: new Set(names.filter((name) => announced.get(name) === 'major')),
    });
    const shown = ({ file, line, column }: Position): { file: string; line: number; column: number } => ({
      file: shownPath(shownPath(file, old.root), root),
      line,
      column,
    });
    const read = new Set(
      diffs.filter(({ changes }) => changes.some(isRead)).flatMap((diff) => addressesOf(diff, old.domains)),
    );
    const lineage = read.size > 0 ? await traceMesh(before, read) : undefined;
    const consumers = lineage && new Consumers(lineage, old.domains);
    const showing = { old, root, consumers, shown };
    const contracts = diffs.map((diff) => subject(diff, showing));
    const issues = diffs.flatMap((diff, index) => findings(diff, contracts[index]?.remedy ?? undefined, root));
    const unknown = unreadable(old).map(({ message, position }) => ({
      code: 'CONTRACT_BUMP',
      severity: 'warning' as const,
      message: `${position ? shown(position).file : 'a file'} of the base has errors and may be compared in part only: ${message}`,
      hint: 'Give --base a commit whose contracts are valid.',
    }));
    const changes = diffs.flatMap((diff, index) =>
      changesOf(diff, showing).map((one) => ({
        contract: contracts[index]?.file ?? '',
        dataset: diff.dataset ?? null,
        ...one,
      })),
    );
    const packages = releaseGate(root, diffs, announced);
    return {
      result: { base: base.commit, ref: base.name, changes, contracts, releases: packages },
      issues: [
        ...issues,
        ...brought(context.workspace, old),
        ...releaseIssues(root, packages),
        ...unknown,
        ...untraced(lineage),
      ],
    };
  });
}

function stateOf({ domains }: Workspace): MeshState {
  return { domains, products: new Set(domains.filter(({ file }) => existsSync(file)).map(({ name }) => name)) };
}

/** Errors of contracts that the base does not have: what they say may not be what was compared. */
function brought(now: Workspace, old: Workspace): Issue[] {
  const contracts = new Set(contractFiles(now, () => true));
  const named = ({ position, message }: Issue, root: string): string =>
    `${shownPath(position?.file ?? '', root)}\0${message}`;
  const known = new Set(old.issues.map((issue) => named(issue, old.root)));
  return now.issues.filter(
    (issue) =>
      issue.severity === 'error' && contracts.has(issue.position?.file ?? '') && !known.has(named(issue, now.root)),
  );
}

function contractFiles({ domains }: Workspace, wanted: (contract: unknown) => boolean): string[] {
  return domains.flatMap(({ datasets }) =>
    datasets.filter(({ contract }) => wanted(contract)).map(({ file }) => join(dirname(file), CONTRACT)),
  );
}

/** What keeps a contract or product from being read at all; other findings are for `validate`, but for those in `brought`. */
function unreadable(workspace: Workspace): Issue[] {
  const { domains, issues } = workspace;
  const contracts = contractFiles(workspace, (contract) => contract === undefined);
  const products = new Set(domains.map(({ file }) => file));
  const files = new Set(contracts.filter((file) => existsSync(file)));
  return issues.filter(({ severity, code, position }) => {
    if (severity !== 'error' || position === undefined) return false;
    return (
      files.has(position.file) || (products.has(position.file) && (code === 'CONFIG_SYNTAX' || code === 'CONFIG_LIMIT'))
    );
  });
}

/** Errors of the base may be gaps: a dataset that cannot be traced there counts as reading everything that it names. */
function untraced(lineage: MeshLineage | undefined): Issue[] {
  const first = lineage?.issues.find(({ severity }) => severity === 'error');
  const datasets = [...(lineage?.datasets.values() ?? [])]
    .filter(({ untraced: reason }) => reason !== undefined)
    .map(({ address }) => address);
  if (!first || datasets.length === 0) return [];
  return [
    {
      code: first.code,
      severity: 'warning',
      message: `the base has errors; what is not traced there counts as read: ${datasets.join(', ')}`,
      hint: `The first one: ${first.message}`,
    },
  ];
}

/** Whether it is said who reads what changed: not of words, nor of what is new. */
function isRead({ consumer, producer, kind }: SubjectDiff['changes'][number]): boolean {
  return (
    consumer === 'breaking' ||
    (producer !== 'cosmetic' && /^(?:type|classification|deprecation|lifecycle|sunset)_/.test(kind))
  );
}

interface Showing {
  old: Workspace;
  root: string;
  consumers: Consumers | undefined;
  shown: (position: Position) => { file: string; line: number; column: number };
}

function subject(diff: SubjectDiff, { root, shown }: Showing): ContractDiffSubject {
  const { domain, dataset, file, from, to, required, bump, ok } = diff;
  return {
    domain,
    dataset: dataset ?? null,
    file: shown({ file, line: 1, column: 1 }).file,
    from: from ?? null,
    to: to ?? null,
    required,
    bump,
    ok,
    remedy: required === 'major' && bump !== 'major' ? remedy(diff, root) : null,
  };
}

/** Where changesets are not in use, a new version is enough; what is gone has none, and leaves the changeset. */
function remedy(diff: SubjectDiff, root: string): ContractDiffSubject['remedy'] {
  const { version, changeset } = remedyOf(diff, packageOf(root, diff.domain).name);
  if (version === undefined) return { changeset };
  return { version, changeset: usesChangesets(root) ? changeset : null };
}

/** What it is about; a product is about every dataset that it had. */
function addressesOf({ domain, dataset }: SubjectDiff, domains: Workspace['domains']): string[] {
  if (dataset !== undefined) return [dataset];
  return domains.find(({ name }) => name === domain)?.datasets.map(({ id }) => id) ?? [];
}

/** A product's readers are those of other domains: of any dataset that it had. */
function changesOf(diff: SubjectDiff, { old, consumers, shown }: Showing): ShownChange[] {
  const { domain, dataset, changes } = diff;
  const addresses = addressesOf(diff, old.domains);
  const readers = (column: string | undefined): ShownChange['consumers'] =>
    addresses
      .flatMap((id) => consumers?.of(id, column) ?? [])
      .filter((one) => dataset !== undefined || one.domain !== domain)
      .map((one) => ({ domain: one.domain, dataset: one.dataset, ...shown(one.position), named: one.named }));
  return changes.map((one) => ({
    path: one.path,
    kind: one.kind,
    level: one.consumer,
    producer: one.producer,
    from: one.from,
    to: one.to,
    column: one.column ?? null,
    note: one.note ?? null,
    traced: isRead(one),
    consumers: isRead(one) ? readers(one.column) : [],
  }));
}

function findings(
  { domain, dataset, file, from, to, required, bump, ok, changes }: SubjectDiff,
  remedy: ContractDiffSubject['remedy'] | undefined,
  root: string,
): Issue[] {
  const name = dataset ?? domain;
  const position = existsSync(file) && file.startsWith(root) ? { position: { file, line: 1, column: 1 } } : {};
  if (!ok && !remedy) {
    return [
      {
        code: 'CONTRACT_BUMP',
        severity: 'error',
        ...position,
        message: `${name}: the version goes down, from ${from ?? ''} to ${to ?? ''}; a version never does`,
        hint: `Write \`version: ${from ?? ''}\` back into ${shownPath(file, root)} and its output port, or a higher one.`,
      },
    ];
  }
  if (!ok) {
    const count = changes.filter(({ consumer }) => consumer === 'breaking').length;
    const ways = [
      ...(remedy?.version === undefined
        ? []
        : [`write \`${remedy.version}\` into ${shownPath(file, root)} and its output port`]),
      ...(remedy?.changeset ? [`add ${remedy.changeset.file} with:\n${remedy.changeset.content}`.trimEnd()] : []),
    ];
    return [
      {
        code: 'CONTRACT_BUMP',
        severity: 'error',
        ...position,
        message: `${name}: ${count} change${count === 1 ? '' : 's'} that break${count === 1 ? 's' : ''} readers, without a major version`,
        hint: `Take them back, or ${ways.join(', and ')}`,
      },
    ];
  }
  if (from === undefined || to === undefined || required === 'none' || required === 'major' || bump !== 'none')
    return [];
  return [
    {
      code: 'CONTRACT_BUMP',
      severity: 'warning',
      ...position,
      message: `${name}: the contract changed and its version ${to} did not`,
      hint: `Raise it by a ${required} version.`,
    },
  ];
}
