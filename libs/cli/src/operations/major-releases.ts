import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bumpBetween } from '@mu-mesh/core';

/** A domain's package: its name and version, where its package.json gives them. */
export interface DomainPackage {
  name: string;
  version?: string;
}

/** Reads domains/<domain>/package.json; the domain's own name where there is none. */
export function packageOf(root: string, domain: string): DomainPackage {
  const parsed = parse(text(join(root, 'domains', domain, 'package.json')));
  const [name, version] = ['name', 'version'].map((key) => parsed[key]);
  return { name: typeof name === 'string' ? name : domain, ...(typeof version === 'string' && { version }) };
}

/** Domains that get a major release: by a changeset that the base does not have, or by the version of their package. */
export function majorReleases(base: string, root: string, domains: readonly string[]): Set<string> {
  const old = changesets(base);
  const announced = new Set(
    [...changesets(root)]
      .filter(([file, content]) => old.get(file) !== content)
      .flatMap(([, content]) => majorsOf(content)),
  );
  return new Set(
    domains.filter((domain) => {
      const [before, after] = [packageOf(base, domain), packageOf(root, domain)];
      const raised =
        before.version !== undefined &&
        after.version !== undefined &&
        bumpBetween(before.version, after.version) === 'major';
      return raised || announced.has(after.name);
    }),
  );
}

function changesets(root: string): Map<string, string> {
  const folder = join(root, '.changeset');
  try {
    return new Map(
      readdirSync(folder)
        .filter((name) => name.endsWith('.md'))
        .map((name) => [name, text(join(folder, name)) ?? '']),
    );
  } catch {
    return new Map();
  }
}

/** Packages that a changeset's front matter releases as major. */
function majorsOf(content: string): string[] {
  const front = /^---\r?\n([^]*?)\r?\n---/.exec(content)?.[1] ?? '';
  return [...front.matchAll(/^\s*["']?([^"'\s:]+)["']?\s*:\s*["']?major["']?\s*$/gm)].map(([, name = '']) => name);
}

function text(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(json: string | undefined): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json ?? '{}');
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
