import { distance } from 'fastest-levenshtein';
import type { Findings } from '../config/findings';
import { pointerTo } from '../config/read/pointer';
import { nearest, quoted } from '../config/suggestion';
import { LIFECYCLE_STAGES } from '../model/contract';
import { dayOf, stageOfStatus } from './lifecycle';
import type { Node } from './read/node';

/** The values that a custom property may have; of one without a list, days. */
type OwnProperties = Readonly<Record<string, readonly (string | boolean)[] | 'day'>>;

/** Custom properties of a product, a port or a contract that mean something here. */
const STANDING: OwnProperties = { lifecycle: LIFECYCLE_STAGES, sunset: 'day' };

/** Those of a table. */
const TABLE: OwnProperties = {
  onBrokenRow: ['quarantine', 'fail', 'warn'],
  onStale: ['warn', 'fail'],
  additionalColumns: [true, false],
};

/** Findings about the custom properties by which a product or a port says where it stands. */
export function checkStanding(node: Node, findings: Findings): void {
  checkOwn(node, STANDING, findings);
}

/** Findings about the custom properties of a contract and of its tables that mean something here. */
export function checkContractProperties(root: Node, findings: Findings): void {
  checkOwn(root, STANDING, findings);
  for (const object of root.children('schema')) checkOwn(object, TABLE, findings);
}

function checkOwn(node: Node, own: OwnProperties, findings: Findings): void {
  for (const custom of node.children('customProperties')) {
    const name = custom.text('property');
    const allowed = Object.hasOwn(own, name) ? own[name] : undefined;
    if (allowed === undefined) checkName(name, custom, Object.keys(own), findings);
    else checkValue(name, custom, allowed, findings);
  }
}

/** Any other name is for other programs; one that is nearly ours is worth a question. */
function checkName(name: string, custom: Node, own: readonly string[], findings: Findings): void {
  const meant = own.find((one) => isNearly(name, one));
  if (meant === undefined) return;
  findings.add('CONFIG_INVALID', pointerTo(custom.pointer, 'property'), `the property ${quoted(name)} says nothing`, {
    hint: `Did you mean "${meant}"?`,
    severity: 'warning',
  });
}

/** Short names have neighbours that mean something else, such as "subset". */
function isNearly(name: string, own: string): boolean {
  const [a, b] = [name, own].map((text) => text.toLowerCase().replace(/[^a-z]/g, ''));
  return a === b || (own.length > 7 && distance(name, own) <= 2);
}

function checkValue(name: string, custom: Node, allowed: OwnProperties[string], findings: Findings): void {
  const value = custom.value['value'];
  const at = pointerTo(custom.pointer, 'value');
  if (allowed === 'day') {
    if (dayOf(value) === undefined)
      findings.add('CONFIG_INVALID', at, `"${name}" must be a date such as 2026-12-31${found(value)}`);
  } else if (!allowed?.some((one) => one === value)) {
    const message = `"${name}" must be one of ${allowed?.join(', ')}${found(value)}`;
    findings.add('CONFIG_INVALID', at, message, {
      hint: typeof value === 'string' ? meantBy(value, allowed) : undefined,
    });
  }
}

function found(value: unknown): string {
  if (value === undefined) return '';
  return `; found ${typeof value === 'string' ? quoted(value) : JSON.stringify(value)}`;
}

const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

function meantBy(value: string, allowed: readonly (string | boolean)[] = []): string | undefined {
  const word = value.toLowerCase();
  const flag = FLAGS[word];
  if (allowed.includes(true)) return flag === undefined ? undefined : `Write ${flag}, without quotes.`;
  const words = allowed.map(String);
  const meant = words.includes(stageOfStatus(word) ?? '') ? stageOfStatus(word) : nearest(value, words);
  return meant === undefined ? undefined : `Did you mean "${meant}"?`;
}
