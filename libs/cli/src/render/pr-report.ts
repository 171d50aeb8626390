import type { PrReport } from '../operations/pr-report/pr-report';
import { isLowered } from './contract-diff';
import { contractSections, contractToDo } from './contract-markdown';
import { diffSamples, diffSummary } from './diff-markdown';
import { plural } from './figures';
import { code, markdownTable, message as words, prose } from './markdown';
import { type Block, fitted } from './report-size';

/** The first line of every report: a bot finds its comment by it. */
export const MARKER = '<!-- mesh pr-report -->';
/** GitHub's limit of a comment is 65,536 characters. */
export const MOST_CHARACTERS = 65_000;
/** Rows of a table, and errors, at most. */
const ROWS = 50;
const ERRORS = 20;
/** Characters of a note. */
const MOST_WORDS = 500;

/** The one comment of a pull request, within the limit of GitHub's comments; what had no room is said. */
export function renderPrReport(report: PrReport, most = MOST_CHARACTERS): string {
  return fitted([head(report), ...toDo(report), ...contracts(report), ...plan(report), ...data(report)], most);
}

function head(report: PrReport): Block {
  const since = `Compared with ${prose(shortened(report.ref))} (${code(report.base.slice(0, 12))}).`;
  const notes = report.notes.slice(0, 10).map((note) => `> ⚠️ ${words(shortened(note))}`);
  return {
    rank: 0,
    text: [MARKER, '## What this branch changes in the mesh', verdict(report), since, ...notes].join('\n\n'),
  };
}

/** What others named or wrote, in a place that is never left out; a character becomes six at most. */
function shortened(text: string): string {
  return text.length > MOST_WORDS ? `${text.slice(0, MOST_WORDS)}…` : text;
}

function verdict({ plan: affected, contracts: found, data: compared, errors }: PrReport): string {
  const lower = found ? found.contracts.filter(isLowered).length : 0;
  const red = found ? found.contracts.filter(({ ok }) => !ok).length - lower : 0;
  const missing = found ? found.releases.filter(({ ok }) => !ok).length : 0;
  const breaking = found ? found.changes.filter(({ level }) => level === 'breaking').length : 0;
  const moved = compared?.compared.filter(({ diff }) => !diff.equal).length ?? 0;
  const runs = affected.filter(({ change }) => change !== 'removed').length;
  const parts = [
    ...(found === null ? ['❌ contracts could not be compared'] : []),
    ...(errors.length > 0 ? [`❌ ${plural(errors.length, 'error')} in the configuration`] : []),
    ...(red > 0 ? [`❌ ${plural(red, 'contract')} break${red === 1 ? 's' : ''} readers without a major version`] : []),
    ...(lower > 0 ? [`❌ ${plural(lower, 'contract')} with a lower version`] : []),
    ...(missing > 0 ? [`❌ ${plural(missing, 'domain')} without the changeset for a new version`] : []),
    ...(breaking > 0 && red + lower === 0 ? [`${plural(breaking, 'breaking change')} with a major version`] : []),
    ...(runs > 0 ? [`${plural(runs, 'dataset')} to run`] : []),
    ...(compared && compared.compared.length > 0
      ? [`${moved} of ${plural(compared.compared.length, 'compared gold dataset')} with other rows or columns`]
      : []),
  ];
  return affected.length + errors.length === 0 && found?.contracts.length === 0
    ? '**Nothing of the mesh changes.**'
    : `**${parts.join(' · ')}**`;
}

function toDo({ contracts: found, errors }: PrReport): Block[] {
  const items = [...(found ? contractToDo(found) : []), ...(errors.length === 0 ? [] : [errorList(errors)])];
  return items.map((text, index) => ({
    rank: 1,
    text,
    what: 'thing to do',
    ...(index === 0 && { title: '### To do' }),
  }));
}

function errorList(errors: PrReport['errors']): string {
  const lines = errors
    .slice(0, ERRORS)
    .map(
      ({ file, line, column, message }) =>
        `  - ${file === null ? '' : `${code(`${file}:${line ?? 1}:${column ?? 1}`)} `}${words(message)}`,
    );
  const more = errors.length > ERRORS ? [`  - … and ${plural(errors.length - ERRORS, 'more error')}`] : [];
  return ['- [ ] `mesh validate` is red:', ...lines, ...more].join('\n');
}

function contracts({ contracts: found }: PrReport): Block[] {
  const sections = found ? contractSections(found) : [];
  return sections.map((text, index) => ({
    rank: found?.contracts[index]?.ok === false ? 2 : 4,
    text,
    what: 'contract',
    ...(index === 0 && { title: '### Contracts' }),
  }));
}

function plan({ plan: affected }: PrReport): Block[] {
  if (affected.length === 0) return [];
  const rows = affected
    .slice(0, ROWS)
    .map(({ address, change, reason }) => [code(address), change === 'removed' ? 'gone' : 'runs', words(reason)]);
  const more = affected.length > ROWS ? [`… and ${plural(affected.length - ROWS, 'more dataset')}`] : [];
  const text = [markdownTable(['dataset', '', 'because'], rows), ...more].join('\n\n');
  return [{ rank: 3, text, title: '### Datasets', what: 'list of datasets' }];
}

function data({ data: found, plan: affected }: PrReport): Block[] {
  const title = '### Rows of gold datasets';
  if (found === null)
    return affected.length === 0
      ? []
      : [{ rank: 3, title, text: 'Not compared: `--no-data` was given.', what: 'note' }];
  const { compared, skipped } = found;
  if (compared.length + skipped.length === 0)
    return affected.length === 0 ? [] : [{ rank: 3, title, text: 'No gold dataset is affected.', what: 'note' }];
  const how =
    'Each state was built from the source files that the repository has in it, in an empty lake; the rows of the real lake may be others.';
  return [
    { rank: 3, title, text: how, what: 'note' },
    ...compared.flatMap(({ address, diff }): Block[] => {
      const samples = diffSamples(diff);
      return [
        { rank: 5, text: `#### ${code(address)}\n\n${diffSummary(diff)}`, what: 'comparison of rows' },
        ...(samples === ''
          ? []
          : [
              {
                rank: 6,
                text: `<details><summary>Some of the rows</summary>\n\n${samples}\n\n</details>`,
                what: 'list of rows',
              },
            ]),
      ];
    }),
    ...(skipped.length === 0 ? [] : [{ rank: 3, text: notCompared(skipped), what: 'list of what was not compared' }]),
  ];
}

function notCompared(skipped: readonly { address: string; reason: string }[]): string {
  const rows = skipped.slice(0, ROWS).map(({ address, reason }) => [code(address), words(reason)]);
  const more = skipped.length > ROWS ? [`… and ${plural(skipped.length - ROWS, 'more dataset')}`] : [];
  return ['Not compared:', markdownTable(['dataset', 'because'], rows), ...more].join('\n\n');
}
