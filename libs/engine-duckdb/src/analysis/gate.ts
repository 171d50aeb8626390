import type { SqlAnalysis, SqlFinding, TableReference } from '@mu-mesh/core';
import { NAME_PATTERN, isLayer } from '@mu-mesh/core';

import { type AstNode, type AstVisitor, isNode, text, walkStatement } from './ast';
import { REFUSED_FUNCTIONS, TABLE_FUNCTIONS, VOLATILE_FUNCTIONS, VOLATILE_KEYWORDS } from './functions';
import type { Offsets } from './offsets';

const SYSTEM_CATALOGS = new Set(['main', 'memory', 'system', 'temp']);

/** The border between jobs: what one parsed SELECT may name. */
export function gate(statement: AstNode, offsets: Offsets): SqlAnalysis {
  const visitor = new Gate(offsets);
  walkStatement(statement, visitor);
  if (Array.isArray(statement['named_param_map']) && statement['named_param_map'].length > 0) {
    visitor.refuse('The SQL has a parameter (? or $1), and nothing gives it a value.', 'Write the value itself.');
  }
  const byOffset = (a: { offset?: number }, b: { offset?: number }) => (a.offset ?? 0) - (b.offset ?? 0);
  return {
    tables: visitor.tables.sort(byOffset),
    volatileFunctions: [...visitor.volatile].sort(),
    findings: visitor.findings.sort(byOffset),
  };
}

class Gate implements AstVisitor {
  readonly tables: TableReference[] = [];
  readonly volatile = new Set<string>();
  readonly findings: SqlFinding[] = [];

  constructor(private readonly offsets: Offsets) {}

  refuse(message: string, hint: string, node?: AstNode): void {
    const offset = node && this.offset(node);
    this.findings.push({ code: 'SQL_REFUSED', message, hint, ...(offset !== undefined && { offset }) });
  }

  table(node: AstNode): void {
    this.sample(node);
    const parts = ['catalog_name', 'schema_name', 'table_name'].map((key) => text(node, key)).filter((part) => part !== '');
    const name = parts.join('.');
    if (node['at_clause'] !== undefined) {
      this.refuse(`${name} is read AT a version.`, 'Leave AT out: a run reads each dataset at one version, which it pins itself.', node);
      return;
    }
    const words = refusedTable(parts);
    if (words) this.refuse(words.message, words.hint, node);
    else this.tables.push({ name: name.toLowerCase(), offset: this.offset(node) ?? 0 });
  }

  node(node: AstNode): void {
    this.sample(node);
    switch (node['type']) {
      case 'TABLE_FUNCTION':
        return this.tableFunction(node);
      case 'SHOW_REF':
        return this.refuse('SHOW, DESCRIBE and SUMMARIZE are refused.', 'Select from the dataset instead; `mesh` shows schemas.', node);
      case 'COLUMN_REF':
        return this.columnName(node);
      case 'BOUND_REF':
      case 'COLUMN_DATA':
        return this.refuse('This form of table is refused.', 'Read datasets and earlier steps only.', node);
    }
    const name = text(node, 'function_name').toLowerCase();
    if (name !== '') this.scalar(name, node);
  }

  private scalar(name: string, node: AstNode): void {
    if (REFUSED_FUNCTIONS.has(name)) {
      this.refuse(`The function ${name} is refused: it reads or changes the engine's own state.`, 'Use values from the data.', node);
    }
    const now = name === 'age' && Array.isArray(node['children']) && node['children'].length === 1;
    if (now || VOLATILE_FUNCTIONS.has(name)) this.volatile.add(name);
  }

  private columnName(node: AstNode): void {
    const names = node['column_names'];
    if (!Array.isArray(names) || names.length !== 1) return;
    const name = String(names[0]).toLowerCase();
    if (VOLATILE_KEYWORDS.has(name)) this.volatile.add(name);
  }

  private tableFunction(node: AstNode): void {
    const call = isNode(node['function']) ? node['function'] : {};
    const name = text(call, 'function_name').toLowerCase();
    if (TABLE_FUNCTIONS.has(name)) return;
    if (/^(read_|parquet_|sniff_|glob$)/.test(name)) {
      this.refuse(`${name}() is refused: SQL names no file.`, 'Read sources with an ingest step, and select from that step.', node);
      return;
    }
    const allowed = [...TABLE_FUNCTIONS].join(', ');
    this.refuse(`The table function ${name || 'of this kind'}() is refused.`, `Allowed are ${allowed}.`, node);
  }

  /** TABLESAMPLE and USING SAMPLE draw other rows each time unless a seed is given. */
  private sample(node: AstNode): void {
    const sample = node['sample'];
    if (isNode(sample) && (sample['seed'] === undefined || sample['seed'] === -1)) this.volatile.add('tablesample');
  }

  private offset(node: AstNode): number | undefined {
    const location = node['query_location'];
    return this.offsets.utf16(typeof location === 'number' ? location : undefined);
  }
}

function refusedTable(parts: readonly string[]): { message: string; hint: string } | undefined {
  const name = parts.join('.');
  const [first = '', second] = parts;
  if (parts.length === 1) {
    if (NAME_PATTERN.test(first.toLowerCase())) return undefined;
    return /[./\\*:]/.test(first)
      ? { message: `"${first}" looks like a file, and SQL names no file.`, hint: 'Read sources with an ingest step, and select from that step.' }
      : { message: `"${first}" is no name of a step or dataset.`, hint: 'Names match [a-z][a-z0-9_]{0,62}.' };
  }
  if (parts.length === 2) {
    return { message: `"${name}" has two parts.`, hint: 'Name a dataset with three parts (domain.layer.dataset), a step with one.' };
  }
  if (SYSTEM_CATALOGS.has(first.toLowerCase())) {
    return { message: `"${name}" is in the engine's own catalog.`, hint: 'Name a dataset: domain.layer.dataset.' };
  }
  if (!isLayer(second?.toLowerCase()) || !parts.every((part) => NAME_PATTERN.test(part.toLowerCase()))) {
    return { message: `"${name}" is no address of a dataset.`, hint: 'Write domain.layer.dataset, where layer is raw, silver or gold.' };
  }
  return undefined;
}
