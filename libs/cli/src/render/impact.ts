import { plural } from './figures';
import type { View } from './view';

/** Columns that are listed at one place. */
const SHOWN = 4;

/** `impact`'s result. */
export interface ImpactResult {
  /** As it was asked for. */
  target: string;
  /** The columns that it means. */
  columns: string[];
  /** Nearest first; empty where nobody reads them. */
  datasets: {
    address: string;
    domain: string;
    dataset: string;
    /** 1: reads a column of the target itself; 0: the target, whose own contract reads it. */
    distance: number;
    /** Columns that come from the target; empty where none does. `direct`: its values are part of theirs. */
    columns: { column: string; direct: boolean }[];
    /** Places in SQL and contracts that read it, or what comes from it. */
    readings: {
      file: string;
      line: number;
      column: number;
      step: string;
      reads: string;
      named: boolean;
      /** What is read there has values of the target in it. */
      direct: boolean;
    }[];
    /** Why not all is known; it then counts as read. */
    untraced: string | null;
  }[];
}

/** One block a dataset: its columns that are made of the target, those that it decides about, and where it is read. */
export function renderImpact(result: ImpactResult, { paint }: View): string {
  const { datasets, target } = result;
  if (datasets.length === 0) return `Nobody reads ${target}.`;
  const blocks = datasets.map(({ address, distance, columns, readings, untraced }) => {
    const names = (direct: boolean): string =>
      columns
        .filter((column) => column.direct === direct)
        .map(({ column }) => column.slice(address.length + 1))
        .join(', ');
    const lines = [
      ...(columns.length === 0 && untraced === null
        ? [paint.dim(distance === 0 ? '  its own contract reads it' : '  none of its columns comes from it')]
        : []),
      ...(names(true) === '' ? [] : [`  made of it: ${names(true)}`]),
      ...(names(false) === '' ? [] : [paint.dim(`  decided by it: ${names(false)}`)]),
      ...(untraced === null ? [] : [`  ${paint.yellow('not traced')}: ${untraced}`]),
    ];
    const places = placesOf(
      readings.filter(({ direct }) => direct),
      paint,
    );
    const others = new Set(
      readings.filter(({ direct }) => !direct).map(({ file, line, column }) => `${file}:${line}:${column}`),
    ).size;
    const rest =
      others === 0
        ? []
        : [paint.dim(`  ${plural(others, 'place')} that ${others === 1 ? 'reads' : 'read'} what it decides about`)];
    return [paint.bold(address), ...lines, ...places, ...rest].join('\n');
  });
  const others = datasets.filter(({ distance }) => distance > 0);
  const domains = [...new Set(others.map(({ domain }) => domain))].sort();
  const total =
    others.length === 0
      ? `No other dataset reads ${target}.`
      : `${plural(others.length, 'dataset')} of ${plural(domains.length, 'domain')}: ${domains.join(', ')}.`;
  return `${blocks.join('\n\n')}\n\n${total}`;
}

/** `file:line:column  what is read`, one line a place. */
function placesOf(readings: ImpactResult['datasets'][number]['readings'], paint: View['paint']): string[] {
  const places = new Map<string, string[]>();
  for (const { file, line, column, reads, named } of readings) {
    const place = `${file}:${line}:${column}`;
    places.set(place, [...(places.get(place) ?? []), named ? reads : `${reads} ${paint.dim('(not by name)')}`]);
  }
  return [...places].map(
    ([place, reads]) =>
      `  ${place}  ${reads.length > SHOWN ? `${reads.slice(0, SHOWN).join(', ')} and ${reads.length - SHOWN} more` : reads.join(', ')}`,
  );
}
