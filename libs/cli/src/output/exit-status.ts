import { CODES, EXIT, type Issue, worstCode } from '@mu-mesh/core';

export { exitOf as exitOfRun } from '@mu-mesh/core';

/** The exit status that findings ask for: errors only, 0 where there is none. */
export function exitOfIssues(issues: readonly Issue[]): number {
  const errors = issues.filter((issue) => issue.severity === 'error');
  return errors.length > 0 ? CODES[worstCode(errors.map((issue) => issue.code))].exit : EXIT.ok;
}
