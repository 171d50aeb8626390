import { plural } from './figures';
import type { LineageResult } from './lineage';
import type { View } from './view';

type RanVersion = NonNullable<LineageResult['versions']>[number];

/** Source files that are named one by one. */
const LISTED = 10;

/** Which versions and files each version was built from, as a tree by indentation of one level. */
export function renderVersions(versions: readonly RanVersion[], { paint }: View): string {
  return versions
    .flatMap((one) => {
      const lines = [
        ...one.inputs.map(({ address, versions: read }) => `read ${address} ${spans(read)}`),
        ...sources(one.sources),
        ...(one.inputs.length + one.sources.length === 0 && one.gap === null ? ['read nothing'] : []),
        ...(one.gap === null ? [] : [paint.yellow(`not all is known: ${one.gap}`)]),
      ];
      return [
        `${paint.bold(`${one.address}@${one.version}`)}  ${paint.dim(about(one))}`,
        ...lines.map((line) => `  ${line}`),
      ];
    })
    .join('\n');
}

function about({ at, restored, job, readable }: RanVersion): string {
  const words = {
    current: 'by the SQL of today',
    changed: 'by other SQL than that of today',
    unknown: 'its SQL is not known',
  };
  return [
    ...(at === null ? [] : [at]),
    ...(restored === null ? [] : [`rolled back to version ${restored}`]),
    words[job],
    ...(readable ? [] : ['its rows are gone']),
  ].join(', ');
}

function sources(files: RanVersion['sources']): string[] {
  const more = files.length - LISTED;
  return [
    ...files.slice(0, LISTED).map(({ path, sha256 }) => `read ${path} (sha256 ${sha256.slice(0, 12)})`),
    ...(more > 0 ? [`read ${plural(more, 'more file')}; --json lists all`] : []),
  ];
}

/** `version 7`; `versions 1, 3-5`. */
function spans(versions: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const version of versions) {
    const last = parts.at(-1);
    if (last && version === last[1] + 1) last[1] = version;
    else parts.push([version, version]);
  }
  const spelled = parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
  return `${versions.length === 1 ? 'version' : 'versions'} ${spelled}`;
}
