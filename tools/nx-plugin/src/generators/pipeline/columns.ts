import type { Tree } from '@nx/devkit';
import { nameProblem } from '../../../../../libs/core/src/config/name-check';
import type { ExampleRows } from './test-case';

/** Columns of a raw dataset whose last job is one ingest with declared types; undefined where it says none. */
export function declaredColumns(tree: Tree, folder: string): string[] | undefined {
  const text = tree.read(`${folder}/pipeline.json`, 'utf8');
  if (text === null) return undefined;
  try {
    const job: unknown = JSON.parse(text);
    const execution = isRecord(job) && Array.isArray(job['execution']) ? job['execution'] : [];
    const [step] = execution.length === 1 ? (execution as unknown[]) : [];
    const schema = isRecord(step) ? step['schema'] : undefined;
    return isRecord(schema) ? Object.keys(schema) : undefined;
  } catch {
    return undefined;
  }
}

/** The columns of the rows of a test case. */
export function columnsOf({ extension, text }: ExampleRows): string[] {
  if (extension === 'csv') return header(text);
  try {
    const rows: unknown = JSON.parse(text);
    const records = Array.isArray(rows) ? rows.filter(isRecord) : [];
    return [...new Set(records.flatMap((row) => Object.keys(row)))];
  } catch {
    return [];
  }
}

/** A SELECT list of these columns, one a line; `*` where none is known. */
export function selectList(columns: readonly string[]): string {
  if (columns.length === 0) return ' *';
  return columns.map((name) => `\n  ${spelled(name)}`).join(',');
}

function spelled(name: string): string {
  return nameProblem('column', name) === undefined ? name : `"${name.replaceAll('"', '""')}"`;
}

function header(csv: string): string[] {
  const line = /^\uFEFF?(.*)/.exec(csv)?.[1] ?? '';
  const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  const names = cells.map((cell) => cell.replace(/,$/, '').trim());
  return names
    .filter((name) => name !== '')
    .map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
