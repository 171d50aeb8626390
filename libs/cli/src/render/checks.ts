import type { Check } from '../operations/doctor';
import type { View } from './view';

export function renderChecks(checks: readonly Check[], view: View): string {
  const { paint } = view;
  const marks = { ok: paint.green('ok  '), warn: paint.yellow('warn'), fail: paint.red('FAIL') };
  return checks
    .filter(({ status }) => !view.quiet || status !== 'ok')
    .map(
      ({ name, status, message, advice }) =>
        `${marks[status]} ${name.padEnd(14)} ${message}${advice === null ? '' : `\n${' '.repeat(20)}${paint.cyan('do:')} ${advice}`}`,
    )
    .join('\n');
}
