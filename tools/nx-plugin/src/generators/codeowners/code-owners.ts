import type { Tree } from '@nx/devkit';
import { parse } from 'yaml';

const BEGIN = '# Domains: generated from domains/*/data-product.odps.yaml by `npx nx sync`, not edited by hand';
const END = '# End of domains';

/** Whose review a change of a domain needs: an e-mail or an @handle. */
export interface CodeOwner {
  domain: string;
  username: string;
}

/** The owners that the products name, in the order of the domains. One without an owner is for `validate` to report. */
export function codeOwners(tree: Tree): CodeOwner[] {
  return [...tree.children('domains')].sort().flatMap((domain) => {
    const text = tree.read(`domains/${domain}/data-product.odps.yaml`, 'utf8');
    const username = text === null ? undefined : ownerOf(text);
    return username === undefined ? [] : [{ domain, username }];
  });
}

/** CODEOWNERS with its generated part replaced; lines outside of that part stay. */
export function renderCodeOwners(current: string, owners: readonly CodeOwner[]): string {
  const block = [BEGIN, ...owners.map(({ domain, username }) => `/domains/${domain}/ ${username}`), END].join('\n');
  const begin = current.indexOf(BEGIN);
  const end = current.indexOf(END, begin);
  if (begin >= 0 && end >= 0) return current.slice(0, begin) + block + current.slice(end + END.length);
  return current.trim() === '' ? `${block}\n` : `${current.trimEnd()}\n\n${block}\n`;
}

/** An e-mail or an @handle, of one word: what CODEOWNERS accepts. */
export function isOwner(username: string): boolean {
  return /^(@[\w.-]+(\/[\w.-]+)?|[^\s@#]+@[^\s@#]+\.[^\s@#]+)$/.test(username);
}

function ownerOf(text: string): string | undefined {
  const members: unknown = field(field(parseYaml(text), 'team'), 'members');
  if (!Array.isArray(members)) return undefined;
  const username = field(
    members.find((member: unknown) => field(member, 'role') === 'owner'),
    'username',
  );
  return typeof username === 'string' && isOwner(username) ? username : undefined;
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
