import { openLineage, Redactor, run, type FaultStep } from '@mu-mesh/core';
import { Scratch } from '../run/scratch';

export interface ChildArgument {
  root: string;
  /** Where the process kills itself. */
  step: FaultStep;
  selector: string;
}

/** A run that is killed at a named step, as kill -9 does it. */
async function main({ root, step, selector }: ChildArgument): Promise<void> {
  const die = (at: FaultStep): void => {
    if (at === step) process.kill(process.pid, 'SIGKILL');
  };
  await new Scratch({}, root).withContext({ at: die }, async (context) => {
    const session = openLineage(context, {
      secrets: { redactor: new Redactor() },
      json: JSON.stringify,
      print: () => undefined,
    });
    await run(
      { ...context, emit: (event) => session?.sink(event) },
      { selectors: [selector], full: true, release: [] },
    );
    await session?.close();
  });
}

if (require.main === module) void main(JSON.parse(process.argv[2] ?? '{}') as ChildArgument);
