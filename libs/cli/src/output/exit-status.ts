import { CODES, type Code, EXIT, type Issue, type RunResult, worstExit } from '@mu-mesh/core';

/** The exit status that findings ask for: errors only, 0 where there is none. */
export function exitOfIssues(issues: readonly Issue[]): number {
  return worstExit(issues.filter((issue) => issue.severity === 'error').map((issue) => (isCode(issue.code) ? CODES[issue.code].exit : EXIT.bug)));
}

/** The exit status of a run. A blocked dataset speaks through the one that blocks it. */
export function exitOfRun(result: RunResult): number {
  const failed = result.datasets.filter((dataset) => dataset.status === 'failed');
  const blocked = result.datasets.filter((dataset) => dataset.status === 'blocked');
  const heard = failed.length > 0 ? failed : blocked;
  const exit = exitOfIssues([...result.issues, ...heard.flatMap((dataset) => dataset.issues)]);
  return exit === EXIT.ok && heard.length > 0 ? EXIT.config : exit;
}

function isCode(code: string): code is Code {
  return Object.hasOwn(CODES, code);
}
