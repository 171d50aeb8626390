import {
  isLowered,
  redWords,
  type ContractDiffResult,
  type ContractDiffSubject,
  type ShownChange,
} from './contract-diff';
import { plural } from './figures';
import { code, fenced, markdownTable, prose } from './markdown';

/** Rows of a table, and readers of a change, at most. */
const ROWS = 50;
const READERS = 20;

/** `contract diff`'s result for a comment or a page. */
export function contractDiffMarkdown(result: ContractDiffResult): string {
  const since = `since ${prose(result.ref)} (${code(result.base.slice(0, 12))})`;
  if (result.contracts.length === 0) return `No contract or product changed ${since}.`;
  const breaking = result.changes.filter(({ level }) => level === 'breaking').length;
  const todo = contractToDo(result);
  return [
    `${plural(result.changes.length, 'change')} ${since}, ${breaking} breaking.`,
    ...(todo.length === 0 ? [] : ['### To do', ...todo]),
    ...contractSections(result),
  ].join('\n\n');
}

/** What turns the gates green: one text each. */
export function contractToDo({ contracts, releases }: Pick<ContractDiffResult, 'contracts' | 'releases'>): string[] {
  const add = ({ file, content }: { file: string; content: string }): string =>
    `add ${code(file)} with\n\n${fenced(content, 'md')}`;
  return [
    ...contracts
      .filter(isLowered)
      .map(
        ({ dataset, domain, from, file }) =>
          `- [ ] The version of ${code(dataset ?? domain)} goes down. Write ${code(`version: ${from ?? ''}`)} back into ${code(file)} and its output port, or a higher one.`,
      ),
    ...contracts.flatMap(({ remedy, file, dataset, domain }) =>
      remedy === null
        ? []
        : [
            `- [ ] ${code(dataset ?? domain)} breaks its readers. Take that back, or ${[...(remedy.version === undefined ? [] : [`write ${code(remedy.version)} into ${code(file)} and its output port`]), ...(remedy.changeset ? [indented(add(remedy.changeset))] : [])].join(', and ')}`,
          ],
    ),
    ...releases.flatMap(({ changeset, domain, required }) =>
      changeset === null
        ? []
        : [`- [ ] ${code(domain)} has a contract with a new ${required} version: ${indented(add(changeset))}`],
    ),
  ];
}

/** One block for each contract or product: its changes, the breaking ones first, and who reads what changed. */
export function contractSections(result: ContractDiffResult): string[] {
  return result.contracts.map((one) => {
    const changes = result.changes.filter(({ contract, dataset }) => contract === one.file && dataset === one.dataset);
    const order = { breaking: 0, compatible: 1, cosmetic: 2 };
    const sorted = [...changes].sort((a, b) => order[a.level] - order[b.level]);
    const table = markdownTable(['', 'change', 'was', 'is', 'read by'], sorted.slice(0, ROWS).map(changeRow));
    const more = sorted.length > ROWS ? [`… and ${plural(sorted.length - ROWS, 'more change')}`] : [];
    return [`#### ${code(one.dataset ?? one.domain)} ${verdict(one)}`, table, ...more].join('\n\n');
  });
}

function verdict(subject: ContractDiffSubject): string {
  const { from, to, ok } = subject;
  const versions = from === to ? prose(to ?? '') : `${prose(from ?? 'new')} → ${prose(to ?? 'gone')}`;
  return [versions, ok ? '' : `❌ ${redWords(subject)}`].filter((part) => part !== '').join(' ');
}

function changeRow(change: ShownChange): string[] {
  const { level, producer, kind, path, from, to, note } = change;
  const value = (text: string | null): string => (text === null ? '' : code(text, 100));
  const deliverers = producer === 'breaking' && level !== 'breaking' ? '; those who deliver must keep it' : '';
  return [
    `${level === 'breaking' ? '**breaking**' : level}${deliverers}`,
    `${kind.replaceAll('_', ' ')} ${code(path)}${note === null ? '' : ` (${prose(note)})`}`,
    value(from),
    value(to),
    readers(change),
  ];
}

/** Dataset, file, line and column of every reader. */
function readers({ traced, consumers }: ShownChange): string {
  if (!traced) return '';
  if (consumers.length === 0) return 'nobody in this workspace';
  const places = consumers
    .slice(0, READERS)
    .map(
      ({ dataset, file, line, column, named }) =>
        `${code(dataset)} ${code(`${file}:${line}:${column}`)}${named ? '' : ' (not by name)'}`,
    );
  const more = consumers.length > READERS ? [`… and ${plural(consumers.length - READERS, 'more place')}`] : [];
  return [...places, ...more].join('<br>');
}

/** Lines after the first one belong to the list's item. */
function indented(text: string): string {
  return text.replaceAll('\n', '\n  ').replaceAll('\n  \n', '\n\n');
}
