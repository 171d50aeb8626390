import { decimal } from '../model/type-fit';

/**
 * SQL of whether a text spells a whole number, a decimal or a date as it is: a cast rounds `1.5` to a whole number and
 * cuts the time off a date. For any other type, whether the cast succeeds. `cast` is `text` as `type`, or NULL.
 */
export function spelled(text: string, type: string, cast: string): string {
  const given = `${cast} IS NOT NULL`;
  if (type === 'date') return `TRY_CAST(${text} AS TIMESTAMP) = ${cast}`;
  const scale = decimal(type)?.scale ?? (/^(byte|short|integer|long)$/.test(type) ? 0 : undefined);
  if (scale === undefined) return given;
  return `regexp_full_match(trim(${text}), '[+-]?\\d*(\\.\\d{0,${scale}}0*)?') AND ${given}`;
}
