import type { Domain, InputPort, OutputPort, Owner } from '../../model/job';
import { parseAddress } from '../../model/address';
import type { Position } from '../../model/issue';
import { readLifecycle } from '../../contract/lifecycle';
import { checkStanding } from '../../contract/own-properties';
import { Node } from '../../contract/read/node';
import type { JsonSchema } from '../../ports';
import { Findings } from '../findings';
import { isRecord, type ConfigDocument } from '../read/document';
import { pointerTo } from '../read/pointer';
import type { SchemaFinding } from '../schema-finding';
import { schemaFindings } from '../schema-validator';
import { didYouMean, quoted } from '../suggestion';
import type { OdpsVersion } from './odps-elements';
import { odpsSchema, odpsVersion } from './odps-schema';

export type DataProduct = Pick<Domain, 'owner' | 'lifecycle' | 'outputPorts' | 'inputPorts'>;

const schemas = new Map<OdpsVersion, JsonSchema>();
/** Said of an `apiVersion` that is none: the message lists those of the newest version alone. */
const OLDER = 'Write v1.1.0; v1.0.0 and v0.9.0 are read as well.';
/** Custom properties of a port that say where it stands. */
const PORT_KEYS = ['lifecycle', 'sunset'];
const USERNAME = /^(?:[^\s@]+@[^\s@]+\.[^\s@]+|@[A-Za-z0-9][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9][A-Za-z0-9_.-]*)?)$/;

/** Reads data-product.odps.yaml. `gold`: the names of the domain's gold datasets. */
export function readDataProduct(
  document: ConfigDocument,
  domain: string,
  gold: ReadonlySet<string>,
): { product: DataProduct; findings: Findings } {
  const findings = new Findings(document);
  const product: DataProduct = { outputPorts: [], inputPorts: [] };
  const { value } = document;
  if (value === undefined) return { product, findings };
  const version = odpsVersion(isRecord(value) ? value['apiVersion'] : undefined);
  for (const found of schemaFindings(schemaOf(version), value)) {
    findings.add('CONFIG_INVALID', found.pointer, found.message, {
      hint: hintOf(found),
      key: found.key,
    });
  }
  if (!isRecord(value)) return { product, findings };
  const root = new Node(document, value, '');
  checkStanding(root, findings);
  product.lifecycle = readLifecycle(root);
  const named = value['domain'];
  if (typeof named === 'string' && named.toLowerCase() !== domain) {
    findings.add(
      'CONFIG_INVALID',
      '/domain',
      `the domain is called ${quoted(named)} here, but its folder "${domain}"`,
      { severity: 'warning' },
    );
  }
  const owner = readOwner(findings, value['team']);
  if (owner) product.owner = owner;
  product.outputPorts = elements(value['outputPorts'], '/outputPorts').flatMap(({ item, at }) =>
    outputPort(findings, item, at, gold),
  );
  product.inputPorts = elements(value['inputPorts'], '/inputPorts').flatMap(({ item, at }) =>
    inputPort(findings, item, at, domain),
  );
  checkTwice(findings, product.outputPorts, '/outputPorts');
  checkTwice(findings, product.inputPorts, '/inputPorts');
  return { product, findings };
}

function hintOf({ pointer, hint, key }: SchemaFinding): string | undefined {
  if (pointer === '/apiVersion') return OLDER;
  return hint ?? (key ? 'Extensions stand in "customProperties".' : undefined);
}

function schemaOf(version: OdpsVersion): JsonSchema {
  const schema = schemas.get(version) ?? odpsSchema(version);
  schemas.set(version, schema);
  return schema;
}

function elements(value: unknown, pointer: string): { item: Record<string, unknown>; at: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown, i) => (isRecord(item) ? [{ item, at: pointerTo(pointer, i) }] : []));
}

function readOwner(findings: Findings, team: unknown): Owner | undefined {
  const members = elements(isRecord(team) ? team['members'] : undefined, '/team/members');
  const owner = members.find(({ item }) => typeof item['role'] === 'string' && item['role'].toLowerCase() === 'owner');
  if (!owner) {
    findings.add('CONFIG_INVALID', members.length > 0 ? '/team/members' : '/team', 'the domain has no owner', {
      hint: 'Give one of "team.members" the role owner, and an e-mail or @handle as "username".',
    });
    return undefined;
  }
  const { username, name } = owner.item;
  if (typeof username !== 'string') return undefined;
  if (!USERNAME.test(username)) {
    findings.add(
      'CONFIG_INVALID',
      pointerTo(owner.at, 'username'),
      `the owner's "username" ${quoted(username)} is neither an e-mail address nor an @handle`,
    );
    return undefined;
  }
  return { name: typeof name === 'string' ? name : username, username };
}

function outputPort(
  findings: Findings,
  item: Record<string, unknown>,
  at: string,
  gold: ReadonlySet<string>,
): OutputPort[] {
  const { name, version, contractId } = item;
  if (typeof name !== 'string') return [];
  if (!gold.has(name)) {
    findings.add(
      'REFERENCE_UNKNOWN',
      pointerTo(at, 'name'),
      `the output port ${quoted(name)} is no gold dataset of this domain`,
      {
        hint:
          didYouMean(name, gold) ??
          (gold.size > 0 ? `Gold datasets: ${[...gold].join(', ')}.` : 'The domain has no gold dataset yet.'),
      },
    );
  }
  if (version === undefined) {
    findings.add('CONFIG_INVALID', at, `the output port ${quoted(name)} needs a "version": that of its contract`, {
      hint: 'Write version: 1.0.0',
    });
    return [];
  }
  if (typeof version !== 'string') return [];
  if (semver().valid(version) === null)
    findings.add('CONFIG_INVALID', pointerTo(at, 'version'), `${quoted(version)} is no version such as 1.0.0`);
  const own = new Node(findings.document, item, at);
  checkStanding(own, findings);
  const isOwn = 'deprecated' in item || own.customProperties.some(({ property }) => PORT_KEYS.includes(property));
  return [
    {
      positions: portPositions(findings, at),
      name,
      version,
      ...(typeof contractId === 'string' && { contractId }),
      ...(isOwn && { lifecycle: readLifecycle(own) }),
    },
  ];
}

function portPositions({ document }: Findings, at: string): NonNullable<OutputPort['positions']> {
  const keys = ['name', 'version', 'contractId'].map((key) => [key, document.position(pointerTo(at, key))]);
  return { '': document.position(at), ...(Object.fromEntries(keys) as Record<string, Position>) };
}

function inputPort(findings: Findings, item: Record<string, unknown>, at: string, domain: string): InputPort[] {
  const { name, version = '*', contractId } = item;
  if (typeof name !== 'string' || typeof version !== 'string') return [];
  const address = parseAddress(name);
  if (!address)
    findings.add(
      'NAME_INVALID',
      pointerTo(at, 'name'),
      `the input port ${quoted(name)} is no dataset address such as sales.gold.daily_sales`,
    );
  else if (address.domain === domain)
    findings.add(
      'REFERENCE_UNKNOWN',
      pointerTo(at, 'name'),
      `the input port ${quoted(name)} is a dataset of this domain itself`,
      { hint: 'Only what other domains publish is listed here.' },
    );
  else if (address.layer !== 'gold')
    findings.add('REFERENCE_PRIVATE', pointerTo(at, 'name'), `the input port ${quoted(name)} is no gold dataset`);
  if (semver().validRange(version) === null)
    findings.add(
      'CONFIG_INVALID',
      pointerTo(at, 'version'),
      `${quoted(version)} is no range of versions such as ^1.0.0`,
    );
  return [
    { positions: portPositions(findings, at), name, version, ...(typeof contractId === 'string' && { contractId }) },
  ];
}

function checkTwice(findings: Findings, ports: readonly { name: string }[], pointer: string): void {
  const twice = ports.find(({ name }, i) => ports.findIndex((port) => port.name === name) !== i);
  if (twice)
    findings.add('CONFIG_INVALID', pointer, `${quoted(twice.name)} is listed twice`, {
      hint: 'Keep one of them; two majors are two datasets.',
    });
}

function semver() {
  const valid = require('semver/functions/valid') as typeof import('semver/functions/valid');
  const validRange = require('semver/ranges/valid') as typeof import('semver/ranges/valid');
  return { valid, validRange };
}
