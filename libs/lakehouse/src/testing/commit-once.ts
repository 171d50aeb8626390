/** One run that ingests the file `b`: reads the state, stages what is not ingested yet, commits; killed at a step. */
import type { StateEntry, WriteMode } from '@mu-mesh/core';
import { changeOf, headOf, openTable, row, source, TestHost } from './dataset';

interface Argument {
  location: string;
  mode: Exclude<WriteMode, 'ignore'>;
  killAt?: string;
}

/** The run's outcome, or `skipped`. */
export async function commitOnce({ location, mode, killAt }: Argument): Promise<string> {
  const host = new TestHost();
  host.onStep = (step) => {
    if (step === killAt) process.kill(process.pid, 'SIGKILL');
  };
  const table = openTable(location, { host });
  const head = await table.head();
  if (head?.state?.entries.has('b')) return 'skipped';
  const entries = new Map<string, StateEntry | null>([['b', source('b')]]);
  const change = await changeOf(table, `${row(2)} UNION ALL ${row(3)}`, {
    mode,
    entries,
    head: headOf('second', { inputs: { x: 2 } }),
    readVersion: head?.version ?? -1,
    replaceEntries: mode === 'overwrite',
  });
  return (await table.commit(change)).outcome;
}

if (require.main === module) {
  commitOnce(JSON.parse(process.argv[2] ?? '{}') as Argument).then(console.log, (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
