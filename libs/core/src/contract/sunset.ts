import type { Issue } from '../model/issue';
import type { Domain } from '../model/job';
import { readNext } from './next-version';
import { publishedDatasets, type Published } from './ports';

/**
 * Deprecations by the clock: up to the sunset, and without one, a warning, from the day after an error, where it is declared and at every
 * input port that takes it. Not part of `--files-only`, whose result must not depend on the day.
 */
export function sunsetIssues(domains: readonly Domain[], now: Date): Issue[] {
  const today = now.toISOString().slice(0, 10);
  const all = publishedDatasets(domains);
  return [...all.values()].flatMap((published) => {
    const { stage, sunset } = published.lifecycle;
    const isOver = sunset !== undefined && sunset < today;
    if (stage !== 'deprecated' && !isOver) return [];
    const severity = isOver ? ('error' as const) : ('warning' as const);
    const says = isOver
      ? `the sunset of ${published.dataset.id} was ${sunset}`
      : `${published.dataset.id} is deprecated; ${sunset === undefined ? 'there is no sunset date yet' : `its sunset is ${sunset}`}`;
    return [
      ...(isSaid(published) ? [] : [declared(published, severity, says, adviceOf(sunset, isOver))]),
      ...taken(domains, published, severity, says, readNext(published.dataset.id, all.keys())),
    ];
  });
}

/** A contract that is deprecated without a date is an error where it is read. */
function isSaid({ lifecycle: { sunset }, contract }: Published): boolean {
  return sunset === undefined && contract?.lifecycle.stage === 'deprecated';
}

function adviceOf(sunset: string | undefined, isOver: boolean): string {
  if (sunset === undefined) return 'Set it: the custom property "sunset" with a date such as 2026-12-31.';
  return isOver
    ? 'Take the dataset and its output port away, or move the sunset.'
    : 'Take it away once nobody reads it.';
}

function declared(
  { dataset, lifecycle }: Published,
  severity: Issue['severity'],
  message: string,
  hint: string,
): Issue {
  const { position } = lifecycle;
  return {
    code: 'SUNSET',
    severity,
    message,
    hint,
    ...(position && { position }),
    address: dataset.id,
  };
}

function taken(
  domains: readonly Domain[],
  { dataset }: Published,
  severity: Issue['severity'],
  message: string,
  hint: string,
): Issue[] {
  return domains.flatMap((domain) =>
    domain.inputPorts
      .filter(({ name }) => name === dataset.id)
      .map(({ positions }) => ({
        code: 'SUNSET',
        severity,
        message: `${message}, and ${domain.name} takes it`,
        hint,
        ...(positions?.['name'] && { position: positions['name'] }),
      })),
  );
}
