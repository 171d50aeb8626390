import { field, type Field } from '../../model/schema';
import { isRecord } from '../read/document';
import { pointerTo } from '../read/pointer';
import { quoted } from '../suggestion';
import { parseFields, parseType } from '../type-parser';
import type { Findings } from '../findings';

/** The `schema` of an ingest: types by column, or a column list as text. */
export function readDeclaredSchema(findings: Findings, pointer: string, value: unknown): Field[] | undefined {
  if (typeof value === 'string') {
    const parsed = parseFields(value);
    if ('fields' in parsed) return parsed.fields;
    findings.add('CONFIG_INVALID', pointer, `"schema": ${parsed.problem}`, { hint: parsed.hint });
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const fields: Field[] = [];
  const names = new Map<string, string>();
  for (const [name, text] of Object.entries(value)) {
    const place = pointerTo(pointer, name);
    const same = names.get(name.toLowerCase());
    if (name === '') findings.add('CONFIG_INVALID', place, 'a column name is empty', { key: true });
    if (same !== undefined) {
      findings.add(
        'CONFIG_INVALID',
        place,
        `the columns ${quoted(same)} and ${quoted(name)} differ only by letter case`,
        { key: true, hint: 'Rename one of them.' },
      );
    }
    names.set(name.toLowerCase(), name);
    // Left out where it could not be a column beside the others: what reads the rest can still be checked.
    if (typeof text !== 'string' || name === '' || same !== undefined) continue;
    const parsed = parseType(text);
    if ('type' in parsed) fields.push(field(name, parsed.type));
    else findings.add('CONFIG_INVALID', place, `the column ${quoted(name)}: ${parsed.problem}`, { hint: parsed.hint });
  }
  return fields;
}
