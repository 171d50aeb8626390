import { MeshError } from '../errors';
import type { Position } from '../model/issue';
import type { QualityRule, SqlRule } from '../model/quality';
import { identifier } from './quote';

const PLACEHOLDER =
  /\$\{(object|table|model|schema|property|column|field)\}|\{(object|table|model|schema|property|column|field)\}/gi;
const COLUMNS = ['property', 'column', 'field'];

/** The SQL of a contract's rule, as it is asked. */
export interface RuleQuery {
  text: string;
  /** Position in the contract of an offset (UTF-16 code units) inside `text`. */
  at(offset: number): Position;
}

/**
 * The query with the standard's placeholders (`${object}`, `${property}`) and the older ones (`{model}`, `{field}` …)
 * filled in. Throws CONFIG_INVALID where one stands for a column and the rule is about the table.
 */
export function ruleQuery(rule: SqlRule, table: string): RuleQuery {
  /** Where each placeholder ends in the text and in the file, and how long it is there. */
  const filled: { start: number; end: number; from: number; to: number }[] = [];
  let grown = 0;
  const text = rule.query.replace(
    PLACEHOLDER,
    (spelled: string, dollar: string | undefined, plain: string | undefined, offset: number) => {
      const name = COLUMNS.includes((dollar ?? plain ?? '').toLowerCase())
        ? columnName(rule, spelled)
        : identifier(table);
      const start = offset + grown;
      filled.push({ start, end: start + name.length, from: offset, to: offset + spelled.length });
      grown += name.length - spelled.length;
      return name;
    },
  );
  return {
    text,
    at(offset) {
      const before = filled.filter(({ start }) => start <= offset).at(-1);
      if (!before) return positionIn(rule, offset);
      return positionIn(rule, offset < before.end ? before.from : offset - before.end + before.to);
    },
  };
}

/** What people call a rule. */
export function ruleName(rule: QualityRule): string {
  if (rule.name !== undefined || rule.id !== undefined) return rule.name ?? rule.id ?? '';
  if (rule.type === 'sql') return rule.query.replace(/\s+/g, ' ').trim();
  return rule.type === 'library' ? rule.metric : rule.type;
}

function columnName(rule: SqlRule, spelled: string): string {
  if (rule.column === undefined)
    throw new MeshError('CONFIG_INVALID', `${spelled} stands for a column, and the rule is about the table`, {
      position: rule.position,
      hint: 'Move the rule to a column.',
    });
  return rule.column.split('.').map(identifier).join('.');
}

function positionIn({ positions, position }: SqlRule, offset: number): Position {
  const start = Object.keys(positions)
    .map(Number)
    .filter((one) => one <= offset)
    .at(-1);
  const part = start === undefined ? undefined : positions[start];
  return part && start !== undefined ? { ...part, column: part.column + offset - start } : position;
}
