import type { Threshold } from '../../model/job';

/** A threshold in the form that the schema of Validations accepts; undefined for a share over 100 %. */
export function parseThreshold(value: unknown): Threshold | undefined {
  if (typeof value === 'number') return { rows: value };
  const text = String(value).trim();
  if (!text.endsWith('%')) return { rows: Number(text) };
  const share = Number(text.slice(0, -1)) / 100;
  return share > 1 ? undefined : { share };
}
