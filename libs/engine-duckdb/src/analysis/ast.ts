/** A node of the JSON that `json_serialize_sql` gives; its shape is DuckDB's own and pinned with its version. */
export type AstNode = Record<string, unknown>;

export interface AstVisitor {
  /** A base table whose name is no CTE that is visible there. */
  table(node: AstNode): void;
  /** Every other node that has a `type`. */
  node(node: AstNode): void;
}

/** Walks a statement with the scopes of its CTEs: a bare name that a visible CTE has is no table. */
export function walkStatement(statement: AstNode, visitor: AstVisitor): void {
  new Walk(visitor).value(statement, new Set());
}

class Walk {
  constructor(private readonly visitor: AstVisitor) {}

  value(value: unknown, scope: ReadonlySet<string>): void {
    if (Array.isArray(value)) {
      for (const item of value) this.value(item, scope);
    } else if (isNode(value)) {
      this.inside(value, scope);
    }
  }

  private inside(node: AstNode, scope: ReadonlySet<string>): void {
    const type = text(node, 'type');
    if (type.endsWith('_NODE')) return this.query(node, scope);
    if (type === 'BASE_TABLE') {
      if (!isCte(node, scope)) this.visitor.table(node);
    } else if (type !== '') {
      this.visitor.node(node);
    }
    this.children(node, scope);
  }

  /** CTEs see those before them; a recursive one also sees itself. */
  private query(node: AstNode, outer: ReadonlySet<string>): void {
    const scope = new Set(outer);
    for (const entry of cteEntries(node)) {
      this.value(entry['value'], scope);
      scope.add(text(entry, 'key').toLowerCase());
    }
    if (node['type'] === 'RECURSIVE_CTE_NODE') scope.add(text(node, 'cte_name').toLowerCase());
    this.children(node, scope);
  }

  private children(node: AstNode, scope: ReadonlySet<string>): void {
    for (const key in node) {
      if (key !== 'cte_map') this.value(node[key], scope);
    }
  }
}

function isCte(table: AstNode, scope: ReadonlySet<string>): boolean {
  return !table['schema_name'] && !table['catalog_name'] && scope.has(text(table, 'table_name').toLowerCase());
}

function cteEntries(node: AstNode): AstNode[] {
  const map = isNode(node['cte_map']) ? node['cte_map']['map'] : undefined;
  return Array.isArray(map) ? map.filter(isNode) : [];
}

export function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text of the node, empty where it has none. */
export function text(node: AstNode, key: string): string {
  const value = node[key];
  return typeof value === 'string' ? value : '';
}
