import { canonicalEncoding, unknownEncoding } from '../files/encoding';
import { type OptionRule, rule } from '../option/rule';

export function encodingOption(description: string): OptionRule<string | undefined> {
  return rule<string | undefined>(
    description,
    undefined,
    (value) => {
      const name = canonicalEncoding(String(value));
      if (name) return { value: name };
      const { hint } = unknownEncoding(String(value));
      return { problem: `cannot be ${JSON.stringify(value)}: there is no such encoding`, hint };
    },
    { aliases: ['charset'], examples: ['utf-8', 'windows-1252', 'iso-8859-1', 'utf-16'] },
  );
}
