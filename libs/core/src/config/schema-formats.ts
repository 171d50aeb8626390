let formats: Record<string, (text: string) => boolean> | undefined;

/** The formats of our schemas; paths and secrets are checked elsewhere. */
export function schemaFormats(): Record<string, (text: string) => boolean> {
  if (formats) return formats;
  const always = (): boolean => true;
  formats = {
    date: standard('date'),
    uri: standard('uri'),
    'date-time': standard('date-time'),
    'mesh-path': always,
    'mesh-secret': always,
  };
  return formats;
}

/** A format of ajv-formats, loaded where a file first uses it. */
function standard(name: 'date' | 'uri' | 'date-time'): (text: string) => boolean {
  return (text) => {
    const { fullFormats } = require('ajv-formats/dist/formats') as typeof import('ajv-formats/dist/formats');
    const format: unknown = fullFormats[name];
    if (typeof format === 'function') return (format as (value: string) => boolean)(text);
    if (format instanceof RegExp) return format.test(text);
    return (format as { validate: (value: string) => boolean }).validate(text);
  };
}
