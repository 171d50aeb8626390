import { plural } from './figures';
import type { View } from './view';

type Level = 'breaking' | 'compatible' | 'cosmetic';

export interface ShownChange {
  path: string;
  kind: string;
  /** To those who read the data. */
  level: Level;
  /** To those who deliver it. */
  producer: Level;
  from: string | null;
  to: string | null;
  column: string | null;
  note: string | null;
  /** Whether it was looked for readers; not for what is new, or words. */
  traced: boolean;
  consumers: { domain: string; dataset: string; file: string; line: number; column: number; named: boolean }[];
}

/** One contract, or product where `dataset` is null. */
export interface ContractDiffSubject {
  domain: string;
  dataset: string | null;
  file: string;
  from: string | null;
  to: string | null;
  required: string;
  bump: string;
  ok: boolean;
  remedy: { version?: string; changeset: { file: string; content: string } | null } | null;
}

/** `contract diff`'s result. */
export interface ContractDiffResult {
  /** The commit's id. */
  base: string;
  ref: string;
  changes: (ShownChange & { contract: string; dataset: string | null })[];
  contracts: ContractDiffSubject[];
  /** Of each domain whose contracts have new versions: the release of its package. */
  releases: {
    domain: string;
    package: string;
    required: string;
    announced: string;
    ok: boolean;
    changeset: { file: string; content: string } | null;
  }[];
}

/** One block a contract: each change, what it means, and who reads what changed. */
export function renderContractDiff(result: ContractDiffResult, { paint }: View): string {
  const since = `since ${result.ref} (${result.base.slice(0, 12)})`;
  if (result.contracts.length === 0) return `No contract or product changed ${since}.`;
  const blocks = result.contracts.map((one) => {
    const versions = one.from === one.to ? (one.to ?? '') : `${one.from ?? 'new'} → ${one.to ?? 'gone'}`;
    const verdict = one.ok ? paint.green('ok') : paint.red(redWords(one));
    const changes = result.changes.filter(({ contract, dataset }) => contract === one.file && dataset === one.dataset);
    return [
      [paint.bold(one.dataset ?? one.domain), versions, verdict].filter((part) => part !== '').join('  '),
      ...changes.flatMap((change) => changeLines(change, paint)),
    ].join('\n');
  });
  const breaking = result.changes.filter(({ level }) => level === 'breaking').length;
  const lower = result.contracts.filter(isLowered).length;
  const red = result.contracts.filter(({ ok }) => !ok).length - lower;
  const count = `${plural(result.changes.length, 'change')} ${since}, ${breaking} breaking`;
  return `${blocks.join('\n\n')}\n\n${[
    count,
    ...(red === 0 ? [] : [`${red} without a major version`]),
    ...(lower === 0 ? [] : [`${lower} with a lower version`]),
  ].join('; ')}.`;
}

/** Red only because its version went down. */
export function isLowered({ ok, remedy }: Pick<ContractDiffSubject, 'ok' | 'remedy'>): boolean {
  return !ok && remedy === null;
}

/** Why a contract or product is red. */
export function redWords(subject: ContractDiffSubject): string {
  return isLowered(subject) ? 'its version goes down' : 'breaks readers, needs a major version';
}

function changeLines(
  { kind, path, level, producer, from, to, note, traced, consumers }: ShownChange,
  paint: View['paint'],
): string[] {
  const colour = { breaking: paint.red, compatible: paint.green, cosmetic: paint.dim }[level];
  const values =
    from === null && to === null
      ? ''
      : from === null
        ? `: ${to ?? ''}`
        : to === null
          ? `: was ${from}`
          : `: ${from} → ${to}`;
  const deliverers =
    producer === 'breaking' && level !== 'breaking' ? paint.dim(' (those who deliver must keep it)') : '';
  const places = consumers.map(
    (one) => `    ${one.dataset}  ${one.file}:${one.line}:${one.column}${one.named ? '' : paint.dim(' (not by name)')}`,
  );
  return [
    `  ${colour(level.padEnd(10))}  ${kind.replaceAll('_', ' ')}  ${path}${values}${deliverers}`,
    ...(note === null ? [] : [`    ${paint.yellow(note)}`]),
    ...(traced ? [paint.dim(consumers.length === 0 ? '    nobody in this workspace reads it' : '    read by')] : []),
    ...places,
  ];
}
