import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Bump, BUMPS, bumpBetween, type Issue, type SubjectDiff } from '@mu-mesh/core';
import { highest, packageOf } from './package-releases';

/** What the changes of a domain's contracts ask of its package's next release. */
export interface DomainRelease {
  domain: string;
  /** The package's name. */
  package: string;
  /** The largest bump of a contract of the domain. */
  required: Bump;
  /** What changesets of this branch, or the package's version, say. */
  announced: Bump;
  ok: boolean;
  /** The file to add. */
  changeset: { file: string; content: string } | null;
}

/** Whether the workspace releases its packages by changesets. */
export function usesChangesets(root: string): boolean {
  return existsSync(join(root, '.changeset', 'config.json'));
}

/**
 * A domain's package is released by at least the largest bump of its contracts. Only where changesets are in use
 * (`.changeset/config.json`) and the domain has a package; of contracts that break readers the other gate speaks first.
 */
export function releaseGate(
  root: string,
  diffs: readonly SubjectDiff[],
  announced: ReadonlyMap<string, Bump>,
): DomainRelease[] {
  if (!usesChangesets(root)) return [];
  const domains = [...new Set(diffs.map(({ domain }) => domain))];
  return domains.flatMap((domain) => {
    const raised = diffs.filter((diff) => diff.domain === domain && diff.ok && bumpOf(diff) !== 'none');
    const required = highest(raised.map(bumpOf));
    if (required === 'none' || !existsSync(join(root, 'domains', domain, 'package.json'))) return [];
    const release = announced.get(domain) ?? 'none';
    const ok = BUMPS.indexOf(release) >= BUMPS.indexOf(required);
    const { name } = packageOf(root, domain);
    return [
      {
        domain,
        package: name,
        required,
        announced: release,
        ok,
        changeset: ok ? null : changeset(name, required, raised),
      },
    ];
  });
}

/** The step of the contract's version; of what is new or gone, what the change asks for. */
function bumpOf({ from, to, required }: SubjectDiff): Bump {
  return from !== undefined && to !== undefined ? bumpBetween(from, to) : required;
}

function changeset(name: string, level: Bump, diffs: readonly SubjectDiff[]): { file: string; content: string } {
  const subject = (diff: SubjectDiff): string =>
    `${diff.dataset ?? diff.domain}${diff.to === undefined ? '' : ` ${diff.to}`}`;
  const lines = diffs.map((diff) => {
    const what = diff.changes
      .filter(
        ({ kind, consumer }) => kind !== 'version_changed' && (consumer !== 'cosmetic' || bumpOf(diff) === 'patch'),
      )
      .map(({ kind, path }) => `${kind.replaceAll('_', ' ')}: ${path}`);
    return `${subject(diff)}${what.length === 0 ? '' : `: ${what.join('; ')}`}.`;
  });
  const domain = diffs[0]?.domain ?? '';
  return {
    file: `.changeset/${domain.replaceAll('_', '-')}-${level}.md`,
    content: `---\n${JSON.stringify(name)}: ${level}\n---\n\n${lines.join('\n')}\n`,
  };
}

/** One error for each domain without the changeset that its contracts need. */
export function releaseIssues(root: string, releases: readonly DomainRelease[]): Issue[] {
  return releases
    .filter(({ ok }) => !ok)
    .map(({ domain, package: name, required, announced, changeset: wanted }) => ({
      code: 'CONTRACT_BUMP',
      severity: 'error' as const,
      position: { file: join(root, 'domains', domain, 'package.json'), line: 1, column: 1 },
      message: `${domain}: a contract has a new ${required} version, and ${announced === 'none' ? 'no changeset releases' : `the changesets release only as ${announced}:`} ${name}${announced === 'none' ? ` as ${required}` : ''}`,
      hint: `Add ${wanted?.file ?? 'a changeset'} with:\n${wanted?.content ?? ''}`.trimEnd(),
    }));
}
