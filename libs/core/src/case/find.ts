import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAddress } from '../model/address';
import type { Issue } from '../model/issue';
import type { Domain } from '../model/job';

/** One folder under `domains/<d>/tests`. */
export interface TestCase {
  domain: string;
  name: string;
  /** Absolute path. */
  folder: string;
  /** Given tables: address → file. */
  given: Map<string, string>;
  /** Expected tables: address → file. */
  expected: Map<string, string>;
  /** Addresses whose rows must come in the expected order (`case.json`). */
  ordered: Set<string>;
}

export interface FoundCases {
  cases: TestCase[];
  issues: Issue[];
}

/** The cases of a domain, by name. Files that are no `<address>.csv` or `<address>.json` of a known dataset are findings. */
export function findCases(domain: Domain, known: ReadonlySet<string>): FoundCases {
  const root = join(domain.root, 'tests');
  const found: FoundCases = { cases: [], issues: [] };
  for (const name of folders(root)) {
    const folder = join(root, name);
    const given = tables(join(folder, 'given'), known, found.issues);
    const expected = tables(join(folder, 'expected'), known, found.issues);
    const ordered = orderedOf(join(folder, 'case.json'), expected, found.issues);
    if (expected.size === 0)
      found.issues.push(
        finding(folder, `the case ${name} expects nothing: expected/ has no <address>.csv or <address>.json`),
      );
    found.cases.push({ domain: domain.name, name, folder, given, expected, ordered });
  }
  return found;
}

function folders(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !entry.name.startsWith('_'))
    .map((entry) => entry.name)
    .sort();
}

function tables(folder: string, known: ReadonlySet<string>, issues: Issue[]): Map<string, string> {
  const found = new Map<string, string>();
  if (!existsSync(folder)) return found;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const file = join(folder, entry.name);
    const [, address = ''] = /^(.*)\.(?:csv|json)$/.exec(entry.name) ?? [];
    if (!parseAddress(address))
      issues.push(finding(file, `${entry.name} is no <domain>.<layer>.<dataset>.csv or .json`));
    else if (!known.has(address)) issues.push(finding(file, `there is no dataset ${address}`));
    else if (found.has(address)) issues.push(finding(file, `${address} is given twice, as .csv and as .json`));
    else found.set(address, file);
  }
  return found;
}

function orderedOf(file: string, expected: ReadonlyMap<string, string>, issues: Issue[]): Set<string> {
  if (!existsSync(file)) return new Set();
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const ordered = typeof parsed === 'object' && parsed !== null && 'ordered' in parsed ? parsed.ordered : [];
    if (Array.isArray(ordered)) {
      const addresses = ordered.map(String);
      for (const address of addresses.filter((name) => !expected.has(name)))
        issues.push(finding(file, `"ordered" names ${address}, which the case does not expect`));
      return new Set(addresses);
    }
  } catch {
    issues.push(finding(file, 'case.json is no JSON'));
    return new Set();
  }
  issues.push(finding(file, '"ordered" must be a list of addresses'));
  return new Set();
}

function finding(file: string, message: string): Issue {
  return { code: 'CONFIG_INVALID', severity: 'error', message, position: { file, line: 1, column: 1 } };
}
