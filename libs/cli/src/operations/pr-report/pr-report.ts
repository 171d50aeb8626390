import { mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWorkspace, type MeshContext, MeshError, validate } from '@mu-mesh/core';
import { shownPath } from '../../output/envelope';
import type { ContractDiffResult } from '../../render/contract-diff';
import { contractDiff } from '../contract-diff';
import { changedPaths, findBase, listFiles, writeFiles } from '../git-base';
import { type AffectedDataset, affectedDatasets } from './affected-datasets';
import { untrackedPaths } from './base-files';
import { compareData, type DataComparison } from './data-comparison';

export interface PrReportRequest {
  base?: string;
  /** false: no dataset is built. */
  data: boolean;
  maxDatasets: number;
  limit: number;
  /** Told what is being done. */
  stage?: (words: string) => void;
}

export interface PrReport {
  /** The commit's id. */
  base: string;
  ref: string;
  /** Datasets that the branch changes, in the order in which they run. */
  plan: AffectedDataset[];
  /** Null where contracts could not be compared; then `notes` say why. */
  contracts: ContractDiffResult | null;
  /** Null where it was not asked for. */
  data: DataComparison | null;
  /** What `mesh validate` finds wrong; ranges of input ports that no longer fit among it. */
  errors: { file: string | null; line: number | null; column: number | null; message: string }[];
  /** What else there is to know. */
  notes: string[];
}

/** What a branch changes: datasets that run, contracts and their readers, rows of gold datasets. Throws USAGE without a base. */
export async function prReport(context: MeshContext, request: PrReportRequest): Promise<PrReport> {
  const { root } = context.workspace;
  const base = findBase(root, request.base);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mesh-report-')));
  try {
    writeFiles(root, listFiles(root, base.commit), folder);
    const before = { ...context, workspace: loadWorkspace({ root: folder, connectors: context.connectors }) };
    const changed = new Set([...changedPaths(root, base.commit), ...untrackedPaths(root)]);
    request.stage?.('comparing jobs and contracts');
    const plan = await affectedDatasets(before.workspace, context, changed);
    const errors = await errorsOf(context);
    const { contracts, notes } = await contractsOf(context, request.base);
    if (request.data) request.stage?.('building affected gold datasets, as they were and as they are');
    const data = request.data
      ? await compareData(before, context, plan, folder, { ...request, commit: base.commit })
      : null;
    return { base: base.commit, ref: base.name, plan, contracts, data, errors, notes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function errorsOf(context: MeshContext): Promise<PrReport['errors']> {
  const { issues } = await validate(context, { selectors: [], filesOnly: true });
  return issues
    .filter(({ severity }) => severity === 'error')
    .map(({ message, address, position }) => ({
      file: position ? shownPath(position.file, context.workspace.root) : null,
      line: position?.line ?? null,
      column: position?.column ?? null,
      message: address === undefined || message.startsWith(address) ? message : `${address}: ${message}`,
    }));
}

async function contractsOf(
  context: MeshContext,
  base: string | undefined,
): Promise<Pick<PrReport, 'contracts' | 'notes'>> {
  try {
    const { result, issues } = await contractDiff(context, base);
    return {
      contracts: result,
      notes: issues.filter(({ severity }) => severity === 'warning').map(({ message }) => message),
    };
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    const findings = error.issues.filter(({ message }) => message !== error.message).slice(0, 5);
    return { contracts: null, notes: [error.message, ...findings.map(({ message }) => message)] };
  }
}
