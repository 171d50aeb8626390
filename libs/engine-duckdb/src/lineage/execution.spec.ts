import type { ColumnLineage, Engine, StatementInput } from '@mu-mesh/core';

import type { Connection } from '../connection';
import { createDuckDbEngine } from '../engine';
import { Instance } from '../instance';
import { identifier } from '../quote';
import { StubCatalog } from './stub-catalog';
import { CASES } from './testing/cases';
import { INPUTS, name } from './testing/trace';

/** Other values of a column, each time it is changed. */
const CHANGES = process.env['MU_MESH_FULL'] ? 4 : 1;
/** On data with circles the recursive one does not end; the ASOF join takes any one of several equal rows, another each time. */
const QUERIES = CASES.map(([sql]) => sql).filter((sql) => !/RECURSIVE|ASOF/.test(sql));
const ROWS = 40;
const inputs: readonly StatementInput[] = Object.values(INPUTS);

let instance: Instance;
let connection: Connection;
let engine: Engine;
beforeAll(async () => {
  instance = await Instance.create({ threads: '1' });
  connection = await instance.connect();
  engine = createDuckDbEngine();
  await new StubCatalog(connection).provide(inputs);
  for (const input of inputs) await fill(input, new Map());
});
afterAll(async () => {
  await engine.close();
  await instance.close();
});

/** The values of a column in a row follow from its number and the column's salt. */
async function fill(input: StatementInput, salts: ReadonlyMap<string, number>): Promise<void> {
  const table = input.name.split('.').map(identifier).join('.');
  const values = input.columns.map(({ name: column, type }) => {
    const hash = `(hash(i, '${column}', ${salts.get(column) ?? 0}) // 8)::BIGINT`;
    return `CASE WHEN ${hash} % 9 <> 0 THEN ${valueOf(typeof type === 'string' ? type : type.type, hash)} END`;
  });
  await connection.run(
    `DELETE FROM ${table}; INSERT INTO ${table} SELECT ${values.join(', ')} FROM range(${ROWS}) r(i)`,
  );
}

function valueOf(type: string, hash: string): string {
  const word = `(['x', 'a', 'ab', 'b', 'void'])[${hash} % 5 + 1]`;
  switch (type) {
    case 'string':
      return word;
    case 'array':
      return `(['a', 'b', ${word}])[1:${hash} % 4]`;
    case 'struct':
      return `{'city': ${word}, 'zip': (${hash} % 7)::VARCHAR}`;
    case 'date':
    case 'timestamp_ntz':
      return `DATE '2024-01-01' + (${hash} % 6)::INTEGER`;
    default:
      return `${hash} % 10`;
  }
}

/** Each output column's values, whatever their order. */
async function outputs(sql: string): Promise<string[]> {
  const rows = await connection.all(sql);
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, index) =>
    rows
      .map((row) =>
        JSON.stringify(row[index], (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
      )
      .sort()
      .join(),
  );
}

it('nothing that lineage leaves out changes a result', async () => {
  const answers = await engine.lineage(QUERIES.map((sql) => ({ sql, inputs })));
  const before = await Promise.all(QUERIES.map((sql) => outputs(sql)));
  const missed = new Set<string>();
  const [stated, witnessed] = [new Set<string>(), new Set<string>()];
  for (const [input, table] of inputs.entries()) {
    for (const [column, { name: changed }] of table.columns.entries()) {
      for (let salt = 1; salt <= CHANGES; salt += 1) {
        await fill(table, new Map([[changed, salt]]));
        for (const [index, sql] of QUERIES.entries()) {
          const lineage = answers[index];
          if (!lineage || 'untraced' in lineage) throw new Error(sql);
          const after = await outputs(sql);
          const length = Math.max(after.length, before[index]?.length ?? 0);
          for (let output = 0; output < length; output += 1) {
            const key = `${sql} column ${output}: ${name({ input, column })}`;
            const known = decides(lineage, output, input, column);
            if (known) stated.add(key);
            if (after[output] === before[index]?.[output]) continue;
            if (known) witnessed.add(key);
            else missed.add(key);
          }
        }
      }
      await fill(table, new Map());
    }
  }
  if (process.env['MU_MESH_FULL']) console.log(`of ${stated.size} origins ${witnessed.size} were seen to matter`);
  expect([...missed]).toEqual([]);
  expect(witnessed.size / stated.size).toBeGreaterThan(0.6);
});

function decides({ columns, rows }: ColumnLineage, output: number, input: number, column: number): boolean {
  const { direct = [], indirect = [] } = columns[output] ?? {};
  return [...direct, ...indirect, ...rows].some((source) => source.input === input && source.column === column);
}
