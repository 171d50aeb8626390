import { MeshError, toMeshError } from '../errors';
import type { SqlRule } from '../model/quality';
import type { Scope } from '../ports';
import { identifier } from './quote';

const PLACEHOLDER =
  /\$\{(object|table|model|schema|property|column|field)\}|\{(object|table|model|schema|property|column|field)\}/gi;
const COLUMNS = ['property', 'column', 'field'];

/** The query with the standard's placeholders (`${object}`, `${property}`) and the older ones (`{model}`, `{field}` …) filled in. */
export function resolvePlaceholders(rule: SqlRule, table: string): string {
  return rule.query.replace(PLACEHOLDER, (text: string, dollar: string | undefined, plain: string | undefined) => {
    if (!COLUMNS.includes((dollar ?? plain ?? '').toLowerCase())) return identifier(table);
    if (rule.column === undefined)
      throw new MeshError('CONFIG_INVALID', `${text} stands for a column, and the rule is about the table`, {
        position: rule.position,
        hint: 'Move the rule to a column.',
      });
    return rule.column.split('.').map(identifier).join('.');
  });
}

/** The one value that a rule's query gives, as text; null where it gives no row. Throws at the rule's place. */
export async function measureSql(scope: Scope, rule: SqlRule, table: string): Promise<string | null> {
  const text = resolvePlaceholders(rule, table);
  try {
    const relation = await scope.query(text);
    if (relation.columns.length !== 1)
      throw new MeshError('CONFIG_INVALID', `gives ${relation.columns.length} columns instead of one value`);
    const rows = await scope.rows(relation, 2);
    if (rows.length > 1) throw new MeshError('CONFIG_INVALID', 'gives several rows instead of one value');
    return rows[0]?.[0] ?? null;
  } catch (error) {
    const failure = toMeshError(error);
    throw new MeshError(failure.code, `the rule \`${rule.name ?? rule.query}\`: ${failure.message}`, {
      position: rule.position,
      hint: failure.hint,
      cause: error,
    });
  }
}
