import type { Call, Outcome } from '../command';
import { exitOfRun } from '../output/exit-status';
import { plural } from '../render/figures';
import { withMesh } from '../wiring';
import { observe } from './run';

/** `quarantine replay`. */
export async function performReplay(call: Call): Promise<Outcome> {
  const { quarantineReplay } =
    require('../operations/quarantine-replay') as typeof import('../operations/quarantine-replay');
  const [address = '', ...ids] = call.arguments;
  const observed = observe(call);
  try {
    const {
      result,
      run,
      issues: own = [],
    } = await withMesh(call, (mesh) => observed.log(mesh, ({ context }) => quarantineReplay(context, address, ids)), {
      emit: observed.emit,
    });
    const { replayed, open, version, rerun, rows } = result;
    const closed = `${plural(replayed.length, 'row')} let in${version === null ? '' : ` with version ${version}`}, ${open.length} refused again`;
    const text = rerun ? `${address} was built anew: ${rows.quarantined} of ${rows.in} rows refused` : closed;
    const issues = run ? [...run.issues, ...run.datasets.flatMap((dataset) => dataset.issues)] : own;
    return { result, issues, exit: run ? exitOfRun(run) : 0, text: (view) => (view.quiet ? '' : `${text}.`) };
  } finally {
    observed.stop();
  }
}
