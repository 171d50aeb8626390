import { performance } from 'node:perf_hooks';
import type { EventSink, RunResult } from '@mu-mesh/core';
import type { Call, Outcome } from '../command';
import { exitOfRun } from '../output/exit-status';
import { lineageOf, tracedColumns, withLineage } from '../output/openlineage';
import { viewOf } from '../output/present';
import { runLog } from '../output/run-log';
import { type Progress, liveProgress, plainProgress } from '../render/run-progress';
import { type Mesh, type MeshOptions, withMesh } from '../wiring';

/** Runs something that emits run events: progress while it goes on, the run log, and the outcome at the end. */
export async function performRun(
  call: Call,
  work: (mesh: Mesh) => Promise<RunResult>,
  options: MeshOptions & { logged?: boolean } = {},
): Promise<Outcome> {
  const started = performance.now();
  const observed = observe(call);
  let tables = '';
  try {
    const result = await withMesh(
      call,
      (mesh) => {
        const { workspace } = mesh.context;
        tables = tablesLine(workspace.properties.lake, workspace.domains.length > 0);
        return (options.logged ?? true) ? observed.log(mesh, work) : work(mesh);
      },
      { ...options, emit: observed.emit },
    );
    return outcomeOf(result, (performance.now() - started) / 1000, tables);
  } finally {
    observed.stop();
  }
}

/** Who listens to the events of a run: the terminal, and from `log` on the run log of the workspace and OpenLineage. */
export interface Observed {
  emit: EventSink;
  /** `work` gets the mesh to run with. */
  log<T>(mesh: Mesh, work: (mesh: Mesh) => Promise<T>): Promise<T>;
  stop(): void;
}

export function observe(call: Call): Observed {
  const progress = progressOf(call);
  let log: EventSink | undefined;
  let lineage: EventSink | undefined;
  return {
    emit: (event) => {
      log?.(event);
      lineage?.(event);
      progress.sink(event);
    },
    log: async (mesh, work) => {
      log = runLog(mesh.context.workspace.root, call.output);
      let columns: Awaited<ReturnType<typeof tracedColumns>> | undefined;
      const session = lineageOf(call, mesh.context, (address) => columns?.(address));
      lineage = session?.sink;
      const begin = async (): Promise<void> => {
        columns = await tracedColumns(mesh.context);
      };
      return withLineage(call, session, () => work(session ? { ...mesh, context: { ...mesh.context, begin } } : mesh));
    },
    stop: () => progress.stop(),
  };
}

function outcomeOf(run: RunResult, seconds: number, tables: string): Outcome {
  const datasets = run.datasets.map(({ address, status, reason, version, rows, seconds: taken, location }) => ({
    address,
    status,
    reason: reason ?? null,
    version: version ?? null,
    rows,
    seconds: taken,
    location: location ?? null,
  }));
  return {
    result: { run: run.run, datasets },
    issues: [...run.issues, ...run.datasets.flatMap((dataset) => dataset.issues)],
    exit: exitOfRun(run),
    text(view) {
      const { renderRunSummary } = require('../render/run-summary') as typeof import('../render/run-summary');
      return renderRunSummary(run, seconds, tables, view);
    },
  };
}

function progressOf(call: Call): Progress {
  const { io, output, options } = call;
  const view = viewOf(io, 'stderr', options, call);
  const machine = options.json === true || options.format === 'json';
  const print = (text: string): void => (machine ? output.note(text) : output.result(text));
  const printed = viewOf(io, machine ? 'stderr' : 'stdout', options, call);
  const live = io.stderr.isTTY && !view.quiet && io.env['TERM'] !== 'dumb';
  return live
    ? liveProgress(output, view, { print, view: printed })
    : plainProgress(output, view, { print, view: printed });
}

function tablesLine(lake: string, addressed: boolean): string {
  return addressed ? `Tables (Delta Lake): ${lake}/<domain>/<layer>/<dataset>` : `Tables (Delta Lake): ${lake}`;
}
