import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bump, BUMPS, bumpBetween } from '@mu-mesh/core';

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

/**
 * How each domain's package is released with this branch: the highest of its changesets that the base does not have, and
 * of the step of its version. `none` where nothing says so, or where there is no package.
 */
export function releases(base: string, root: string, domains: readonly string[]): Map<string, Bump> {
  const old = changesets(base);
  const announced = [...changesets(root)]
    .filter(([file, content]) => old.get(file) !== content)
    .flatMap(([, content]) => announcedBy(content));
  return new Map(
    domains.map((domain) => {
      const [before, after] = [packageOf(base, domain), packageOf(root, domain)];
      const raised =
        before.version === undefined || after.version === undefined
          ? 'none'
          : bumpBetween(before.version, after.version);
      const levels = announced.filter(({ name }) => name === after.name).map(({ level }) => level);
      return [domain, highest([raised, ...levels])];
    }),
  );
}

/** The highest of several bumps. */
export function highest(bumps: readonly Bump[]): Bump {
  return BUMPS.findLast((bump) => bumps.includes(bump)) ?? 'none';
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

/** Packages that a changeset's front matter releases, and how. */
function announcedBy(content: string): { name: string; level: Bump }[] {
  const front = /^---\r?\n([^]*?)\r?\n---/.exec(content)?.[1] ?? '';
  const lines = front.matchAll(/^\s*["']?([^"'\s:]+)["']?\s*:\s*["']?(major|minor|patch)["']?\s*$/gm);
  return [...lines].map(([, name = '', level = '']) => ({ name, level: BUMPS.find((one) => one === level) ?? 'none' }));
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
