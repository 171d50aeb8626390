const BYTES: Record<string, number> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
};
const MILLISECONDS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/** Bytes of a size such as `2GB`, `512 MiB`, `4g` (Spark's, binary) or `60%` of `total`; else undefined. */
export function parseBytes(text: string, total: number): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(%|[a-z]+)$/i.exec(text.trim());
  if (!match) return undefined;
  const amount = Number(match[1]);
  const unit = (match[2] ?? '').toLowerCase();
  if (unit === '%') return amount > 0 && amount <= 100 ? Math.floor((total * amount) / 100) : undefined;
  const factor = Object.hasOwn(BYTES, unit) ? BYTES[unit] : undefined;
  const bytes = Math.floor(amount * (factor ?? Number.NaN));
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** Milliseconds of a time such as `7 days` or `12 hours`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+?)s?$/i.exec(text.trim());
  const unit = (match?.[2] ?? '').toLowerCase();
  if (!match || !Object.hasOwn(MILLISECONDS, unit)) return undefined;
  const duration = Math.round(Number(match[1]) * (MILLISECONDS[unit] ?? Number.NaN));
  return Number.isSafeInteger(duration) ? duration : undefined;
}
