const BYTE = String.raw`(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const LABEL = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?';

/** Formats of texts that are checked, as patterns of RE2 that the whole value matches. */
const PATTERNS: Readonly<Record<string, string>> = {
  email: String.raw`[^@\s]+@[^@\s.]+(\.[^@\s.]+)*`,
  uuid: '[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}',
  uri: String.raw`[A-Za-z][A-Za-z0-9+.-]*:\S+`,
  hostname: String.raw`${LABEL}(\.${LABEL})*`,
  ipv4: String.raw`${BYTE}(\.${BYTE}){3}`,
};

/** Formats that demand nothing of the characters of a text. */
const FREE = new Set(['password', 'binary']);

/** The pattern of RE2 that a text of this `format` matches as a whole; undefined where it is not checked. */
export function formatPattern(format: string): string | undefined {
  return Object.hasOwn(PATTERNS, format) ? PATTERNS[format] : undefined;
}

/** Whether a text's `format` demands something that is not checked. */
export function isUncheckedFormat(format: string): boolean {
  return formatPattern(format) === undefined && !FREE.has(format);
}

export const CHECKED_FORMATS: readonly string[] = Object.keys(PATTERNS);
