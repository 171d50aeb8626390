const SHORTEST = 4;
const MASK = '***';

/**
 * Takes secrets out of texts: as they are, line by line, in base64 (alone or inside a longer text), URL-encoded,
 * JSON-escaped and SQL-quoted. Values under 4 characters are left: they would hit by chance.
 */
export class Redactor {
  private readonly forms = new Set<string>();
  private pattern: RegExp | undefined;

  /** From now on the value does not pass. */
  register(value: string): void {
    for (const part of new Set([value, value.trim(), ...value.split(/\r?\n/).map((line) => line.trim())])) {
      if (part.length >= SHORTEST) for (const form of formsOf(part)) this.forms.add(form);
    }
    this.pattern = undefined;
  }

  redact(text: string): string {
    if (this.forms.size === 0) return text;
    this.pattern ??= pattern(this.forms);
    return text.replace(this.pattern, MASK);
  }

  /** A copy of a value of JSON in which every text, keys included, is redacted. */
  redactValue<T>(value: T): T {
    return this.forms.size === 0 ? value : (this.copy(value) as T);
  }

  private copy(value: unknown): unknown {
    if (typeof value === 'string') return this.redact(value);
    if (Array.isArray(value)) return value.map((item) => this.copy(item));
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [this.redact(key), this.copy(member)]));
  }
}

function formsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const wellFormed = Buffer.from(value).toString('utf-8');
  const url = encodeURIComponent(wellFormed);
  const strict = url.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const forms = [
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    asciiJson(value),
    json.replaceAll('/', '\\/'),
    value.replaceAll("'", "''"),
  ];
  for (const text of [url, strict, url.replaceAll('%20', '+'), strict.replaceAll('%20', '+'), encodeURI(wellFormed)]) {
    forms.push(
      text,
      text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
      encodeURIComponent(text),
    );
  }
  return [
    ...forms,
    ...base64Forms(value),
    Buffer.from(value).toString('hex'),
    Buffer.from(value).toString('hex').toUpperCase(),
  ].filter((form) => form.length >= SHORTEST);
}

function asciiJson(value: string): string {
  const json = JSON.stringify(value).slice(1, -1);
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** At each of the three alignments that a longer text can give it; characters shared with neighbours are left out. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value);
  const forms = [bytes.toString('base64'), bytes.toString('base64url')];
  if (bytes.length < 6) return forms;
  for (const lead of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(lead), bytes]);
    const whole = shifted.subarray(0, shifted.length - (shifted.length % 3));
    const text = whole.toString('base64').slice(lead === 0 ? 0 : lead + 1);
    forms.push(text, text.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
}

function pattern(forms: ReadonlySet<string>): RegExp {
  const alternatives = [...forms]
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(alternatives.join('|'), 'g');
}
