import type { Call, Outcome } from '../command';
import { performRun } from './run';

/** `quarantine replay`. */
export async function performReplay(call: Call): Promise<Outcome> {
  const { quarantineReplay } = require('../operations/quarantine-replay') as typeof import('../operations/quarantine-replay');
  const [address = '', ...ids] = call.arguments;
  return performRun(call, ({ context }) => quarantineReplay(context, address, ids));
}
