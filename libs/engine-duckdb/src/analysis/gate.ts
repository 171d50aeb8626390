import type { SerializedNode, SqlAnalysis, SqlFinding, SqlTable, TableReference } from '@mu-mesh/core';
import { NAME_PATTERN, isLayer, isNode, utf16Offsets } from '@mu-mesh/core';

import { text, visitNodes } from './ast';
import { REFUSED_FUNCTIONS, TABLE_FUNCTIONS, VOLATILE_FUNCTIONS, VOLATILE_KEYWORDS } from './functions';

const SYSTEM_CATALOGS = new Set(['main', 'memory', 'system', 'temp']);

/** The border between jobs: what one parsed SELECT may name. `tables` are its base tables, CTEs excluded. */
export function gate(sql: string, statement: SerializedNode, tables: readonly SqlTable[]): SqlAnalysis {
  const visitor = new Gate(utf16Offsets(sql));
  for (const table of tables) visitor.table(table);
  visitNodes(statement, (node) => visitor.node(node));
  if (Array.isArray(statement['named_param_map']) && statement['named_param_map'].length > 0) {
    visitor.refuse('The SQL has a parameter (? or $1), and nothing gives it a value.', 'Write the value itself.');
  }
  return {
    tables: visitor.tables,
    volatileFunctions: [...visitor.volatile].sort(),
    findings: visitor.findings.sort((a, b) => (a.offset ?? 0) - (b.offset ?? 0)),
  };
}

class Gate {
  readonly tables: TableReference[] = [];
  readonly volatile = new Set<string>();
  readonly findings: SqlFinding[] = [];

  constructor(private readonly offsetOf: (byteOffset: number) => number | undefined) {}

  refuse(message: string, hint: string, offset?: number): void {
    this.findings.push({ code: 'SQL_REFUSED', message, hint, ...(offset !== undefined && { offset }) });
  }

  table({ parts, name, offset }: SqlTable): void {
    const words = refusedTable(parts);
    if (words) this.refuse(words.message, words.hint, offset);
    else this.tables.push({ name: name.toLowerCase(), offset });
  }

  node(node: SerializedNode): void {
    this.sample(node);
    switch (node['type']) {
      case 'BASE_TABLE':
        if (node['at_clause'] === undefined) return;
        return this.refuseNode(
          'AT is refused.',
          'Leave it out: a run reads each dataset at one version, which it pins itself.',
          node,
        );
      case 'TABLE_FUNCTION':
        return this.tableFunction(node);
      case 'SHOW_REF':
        return this.refuseNode('SHOW, DESCRIBE and SUMMARIZE are refused.', 'Select from the dataset instead.', node);
      case 'COLUMN_REF':
        return this.columnName(node);
    }
    const name = text(node, 'function_name').toLowerCase();
    if (name !== '') this.scalar(name, node);
  }

  private scalar(name: string, node: SerializedNode): void {
    if (REFUSED_FUNCTIONS.has(name)) {
      this.refuseNode(
        `The function ${name} is refused: it reads or changes the engine's own state.`,
        'Use values from the data.',
        node,
      );
    }
    const now = name === 'age' && Array.isArray(node['children']) && node['children'].length === 1;
    if (now || VOLATILE_FUNCTIONS.has(name)) this.volatile.add(name);
  }

  private columnName(node: SerializedNode): void {
    const names = node['column_names'];
    if (!Array.isArray(names) || names.length !== 1) return;
    const name = String(names[0]).toLowerCase();
    if (VOLATILE_KEYWORDS.has(name)) this.volatile.add(name);
  }

  private tableFunction(node: SerializedNode): void {
    const call = isNode(node['function']) ? node['function'] : {};
    const name = text(call, 'function_name').toLowerCase();
    if (TABLE_FUNCTIONS.has(name)) return;
    if (/^(read_|parquet_|sniff_|glob$)/.test(name)) {
      this.refuseNode(
        `${name}() is refused: SQL names no file.`,
        'Read sources with an ingest step, and select from that step.',
        node,
      );
      return;
    }
    const allowed = [...TABLE_FUNCTIONS].join(', ');
    this.refuseNode(`The table function ${name || 'of this kind'}() is refused.`, `Allowed are ${allowed}.`, node);
  }

  /** TABLESAMPLE and USING SAMPLE draw other rows each time unless a seed is given. */
  private sample(node: SerializedNode): void {
    const sample = node['sample'];
    if (isNode(sample) && (sample['seed'] === undefined || sample['seed'] === -1)) this.volatile.add('tablesample');
  }

  private refuseNode(message: string, hint: string, node: SerializedNode): void {
    const location = node['query_location'];
    this.refuse(message, hint, typeof location === 'number' ? this.offsetOf(location) : undefined);
  }
}

function refusedTable(parts: readonly string[]): { message: string; hint: string } | undefined {
  const name = parts.join('.');
  const [first = '', second] = parts;
  if (parts.length === 1) {
    // `#name` is of the run's own rows: a scope knows those that it was given, and nobody else has any.
    if (NAME_PATTERN.test(first.toLowerCase().replace(/^#/, ''))) return undefined;
    return /[./\\*:]/.test(first)
      ? {
          message: `"${first}" looks like a file, and SQL names no file.`,
          hint: 'Read sources with an ingest step, and select from that step.',
        }
      : { message: `"${first}" is no name of a step or dataset.`, hint: 'Names match [a-z][a-z0-9_]{0,62}.' };
  }
  if (parts.length === 2) {
    return {
      message: `"${name}" has two parts.`,
      hint: 'Name a dataset with three parts (domain.layer.dataset), a step with one.',
    };
  }
  if (SYSTEM_CATALOGS.has(first.toLowerCase())) {
    return { message: `"${name}" is in the engine's own catalog.`, hint: 'Name a dataset: domain.layer.dataset.' };
  }
  if (!isLayer(second?.toLowerCase()) || !parts.every((part) => NAME_PATTERN.test(part.toLowerCase()))) {
    return {
      message: `"${name}" is no address of a dataset.`,
      hint: 'Write domain.layer.dataset, where layer is raw, silver or gold.',
    };
  }
  return undefined;
}
