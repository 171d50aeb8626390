import { nextMajor } from './bump';
import type { SubjectDiff } from './mesh';

/** The exact text that turns the gate green. */
export interface Remedy {
  /** `version: 2.0.0`; undefined where nothing is left that has a version. */
  version?: string;
  changeset: { file: string; content: string };
}

/** What to add for a change that breaks. `packageName`: of the domain's package.json. */
export function remedyOf({ domain, dataset, from, to, changes }: SubjectDiff, packageName: string): Remedy {
  const what = changes
    .filter(({ consumer }) => consumer === 'breaking')
    .map(({ path, kind }) => `${kind.replaceAll('_', ' ')}: ${path}`);
  return {
    ...(to !== undefined && { version: `version: ${nextMajor(from ?? to)}` }),
    changeset: {
      file: `.changeset/${(dataset ?? domain).replaceAll('.', '-').replaceAll('_', '-')}-major.md`,
      content: `---\n"${packageName}": major\n---\n\n${dataset ?? domain}: ${what.join('; ')}.\n`,
    },
  };
}
