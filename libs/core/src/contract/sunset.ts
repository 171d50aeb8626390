import type { Issue } from '../model/issue';
import type { Domain } from '../model/job';
import { readNext } from './next-version';
import { publishedDatasets, type Published } from './ports';

/**
 * Deprecations by the clock: up to the sunset a warning, from the day after an error, where it is declared and at every
 * input port that takes it. Not part of `--files-only`, whose result must not depend on the day.
 */
export function sunsetIssues(domains: readonly Domain[], now: Date): Issue[] {
  const today = now.toISOString().slice(0, 10);
  const all = publishedDatasets(domains);
  return [...all.values()].flatMap((published) => {
    const { stage, sunset } = published.lifecycle;
    const isOver = sunset !== undefined && sunset < today;
    if (sunset === undefined || (stage !== 'deprecated' && !isOver)) return [];
    const severity = isOver ? ('error' as const) : ('warning' as const);
    const says = isOver
      ? `the sunset of ${published.dataset.id} was ${sunset}`
      : `${published.dataset.id} is deprecated; its sunset is ${sunset}`;
    return [
      declared(published, severity, says, isOver),
      ...taken(domains, published, severity, says, readNext(published.dataset.id, all.keys())),
    ];
  });
}

function declared(
  { dataset, lifecycle }: Published,
  severity: Issue['severity'],
  message: string,
  isOver: boolean,
): Issue {
  const { position } = lifecycle;
  return {
    code: 'SUNSET',
    severity,
    message,
    hint: isOver
      ? 'Take the dataset and its output port away, or move the sunset.'
      : 'Take it away once nobody reads it.',
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
