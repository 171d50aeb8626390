import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Benchmark, python } from './tpc';

/** Leaves of the lineage of each output column, by ordinal. */
const PROGRAM = `
import json, sys
from sqlglot import exp, parse_one
from sqlglot.lineage import to_node
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope
from sqlglot.schema import ensure_schema

asked = json.load(open(sys.argv[1]))
schema = ensure_schema(asked["schema"], dialect="duckdb")
answers = []
for query in asked["queries"]:
    tree = qualify(parse_one(query["sql"], dialect="duckdb"), schema=schema, dialect="duckdb", validate_qualify_columns=False, identify=False)
    scope = build_scope(tree)
    columns = []
    for ordinal in range(query["width"]):
        leaves = set()
        for node in to_node(ordinal, scope, "duckdb", schema).walk():
            if isinstance(node.expression, exp.Table):
                leaves.add((node.expression.name + "." + node.name.split(".")[-1]).lower())
        columns.append(sorted(leaves))
    answers.append(columns)
print(json.dumps(answers))
`;

/** For each query and output column the columns (`table.column`) that sqlglot finds. */
export function sqlglotLineage({ tables, queries }: Benchmark): string[][][] {
  const schema = Object.fromEntries(
    tables.map(({ name, columns }) => [
      name,
      Object.fromEntries(columns.map((column) => [column.name, String(column.type)])),
    ]),
  );
  const folder = mkdtempSync(join(tmpdir(), 'mesh-lineage-'));
  try {
    const file = join(folder, 'asked.json');
    writeFileSync(file, JSON.stringify({ schema, queries }));
    return JSON.parse(python().run(PROGRAM, file)) as string[][][];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
