import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Issue, Position } from '@mu-mesh/core';
import { shownPath } from '../output/envelope';
import { printable } from './printable';
import type { View } from './view';

/**
 * Every finding as `file:line:column`, what is wrong, the marked line and what to do. That a dataset is blocked is
 * left to the table of the run: the finding of the one that blocks it is enough. A sunset that is to come takes one line.
 */
export function renderIssues(issues: readonly Issue[], view: View): string {
  const lines = new SourceLines(view);
  const heard = issues.filter(({ code, severity }) => code !== 'BLOCKED' || severity === 'error');
  const shown = heard.map((issue) => renderIssue(issue, view, lines));
  return shown.map((text, index) => `${text}${separator(text, shown[index + 1])}`).join('');
}

function separator(text: string, next: string | undefined): string {
  return next === undefined ? '' : text.includes('\n') || next.includes('\n') ? '\n\n' : '\n';
}

function renderIssue(issue: Issue, view: View, lines: SourceLines): string {
  const { paint } = view;
  const severity = issue.severity === 'error' ? paint.red(paint.bold('error')) : paint.yellow(paint.bold('warning'));
  const { position } = issue;
  const place = position
    ? `${paint.bold(`${shownPath(position.file, view.root)}:${position.line}:${position.column}`)}: `
    : '';
  const address = issue.address && !issue.message.includes(issue.address) ? `${issue.address}: ` : '';
  const parts = [`${place}${severity}: ${address}${printable(issue.message)} ${paint.dim(`[${issue.code}]`)}`];
  if (issue.code === 'SUNSET' && issue.severity === 'warning') return parts.join('\n');
  const marked = position && issue.code !== 'CONFIG_SECRET' ? lines.marked(position) : undefined;
  if (marked) parts.push(marked);
  if (issue.hint) parts.push(`  ${paint.cyan('hint:')} ${printable(issue.hint)}`);
  return parts.join('\n');
}

const WIDTH = 110;

class SourceLines {
  private readonly files = new Map<string, string[]>();

  constructor(private readonly view: View) {}

  /** The line with a mark under the column; undefined where there is none to show. */
  marked(position: Position): string | undefined {
    if (this.view.concealed.includes(position.file) || this.view.concealed.includes(basename(position.file)))
      return undefined;
    const line = this.read(position.file)[position.line - 1];
    if (line === undefined) return undefined;
    const start = Math.max(0, Math.min(position.column - 1, line.length) - Math.floor(WIDTH / 2));
    const shown = start + WIDTH < line.length || start > 0 ? line.slice(start, start + WIDTH) : line;
    const before = shown.slice(0, position.column - 1 - start).replace(/[^\t]/g, ' ');
    const number = String(position.line);
    const { paint } = this.view;
    return `  ${paint.dim(`${number} |`)} ${printable(shown)}\n  ${' '.repeat(number.length)} ${paint.dim('|')} ${before}${paint.red('^')}`;
  }

  private read(file: string): string[] {
    const known = this.files.get(file);
    if (known) return known;
    const lines = readLines(file);
    this.files.set(file, lines);
    return lines;
  }
}

/** Bytes of a file that is read for the sake of one line; a source may be larger than the memory. */
const MOST_BYTES = 1 << 23;

/** None of a file that is large or no text. */
function readLines(file: string): string[] {
  try {
    if (statSync(file).size > MOST_BYTES) return [];
    const text = readFileSync(file, 'utf8');
    return text.includes('\0') ? [] : text.replace(/^\ufeff/, '').split(/\r?\n/);
  } catch {
    return [];
  }
}
