import { contractSchema, type Contract, type ContractObject } from '../../model/contract';
import type { Findings } from '../../config/findings';
import type { ConfigDocument } from '../../config/read/document';
import { didYouMean, nearest, quoted } from '../../config/suggestion';
import { dayOf, KNOWN_STATUSES } from '../lifecycle';
import { checkProperties } from './property';
import { warnUnchecked } from './unchecked';
import { checkQuality } from './quality';
import { ContractFindings } from './findings';

/** Checks by meaning what the standard's schema cannot say about one file. */
export function checkContract(contract: Contract, document: ConfigDocument, findings: Findings): void {
  const found = new ContractFindings(document, findings);
  checkHead(contract, found);
  checkTables(contract, found);
  for (const object of contract.schema) {
    checkProperties(object.properties, found);
    checkQuality(object, found);
    checkRelationships(object, found);
  }
  const own = contractSchema(contract);
  if (own) warnUnchecked(contract, own, found);
  checkDates(contract, found);
}

function checkHead(contract: Contract, found: ContractFindings): void {
  const valid = require('semver/functions/valid') as typeof import('semver/functions/valid');
  if (valid(contract.version) === null) {
    found.invalid(
      '/version',
      `${quoted(contract.version)} is no version such as 1.0.0`,
      'Three numbers: major.minor.patch.',
    );
  }
  const [domain = ''] = contract.dataset.split('.');
  if (contract.domain !== undefined && contract.domain.toLowerCase() !== domain) {
    found.warn('/domain', `the domain is called ${quoted(contract.domain)} here, but its folder "${domain}"`);
  }
  const { status } = contract;
  if (status !== undefined && !KNOWN_STATUSES.includes(status.toLowerCase())) {
    found.warn(
      '/status',
      `the status ${quoted(status)} is unknown; the contract counts as ${contract.lifecycle.stage}`,
      didYouMean(status, KNOWN_STATUSES) ?? 'The standard knows proposed, draft, active, deprecated and retired.',
    );
  }
}

function checkTables(contract: Contract, found: ContractFindings): void {
  const name = contract.dataset.slice(contract.dataset.lastIndexOf('.') + 1);
  const names = contract.schema.map((object) => object.name);
  found.twice(contract.schema, ({ name: own }) => own, 'the schema object');
  if (contractSchema(contract)) return;
  const meant = nearest(name, names);
  const at = meant === undefined ? '/schema' : `/schema/${names.indexOf(meant)}/name`;
  found.unknown(
    at,
    `the contract describes no object called "${name}", its dataset`,
    meant === undefined ? `Add one with name: ${name}.` : `Is "${meant}" meant to be "${name}"?`,
  );
}

function checkRelationships(object: ContractObject, found: ContractFindings): void {
  const columns = object.properties.map(({ name }) => name);
  for (const relationship of object.relationships) {
    const { from, to } = relationship;
    if (from.length !== to.length) {
      found.at(
        relationship.position,
        `the key has ${from.length} column(s) and refers to ${to.length}`,
        'As many in "to" as in "from".',
      );
    }
    const missing = from.find((column) => !columns.includes(column.split('.')[0] ?? ''));
    if (missing !== undefined) {
      found.reference(
        relationship.position,
        `the object ${quoted(object.name)} has no column ${quoted(missing)}`,
        didYouMean(missing, columns),
      );
    }
  }
}

function checkDates({ lifecycle, slaProperties, team, customProperties }: Contract, found: ContractFindings): void {
  const sla = (name: string) => slaProperties.find(({ property }) => property === name);
  const start = sla('generalAvailability');
  const created = found.document.value as Record<string, unknown>;
  const day = dayOf(start?.value) ?? dayOf(created['contractCreatedTs']);
  const unreadable = slaProperties
    .filter((one) => ['generalAvailability', 'endOfSupport', 'endOfLife'].includes(one.property))
    .filter(({ value }) => dayOf(value) === undefined);
  for (const { position, property } of unreadable)
    found.at(position, `"${property}" must be a date such as 2026-12-31`);
  const isGiven =
    customProperties.some(({ property }) => property === 'sunset') ||
    unreadable.some(({ property }) => property === 'endOfLife');
  const { sunset, stage, position } = lifecycle;
  if (stage === 'deprecated' && sunset === undefined && !isGiven && position) {
    found.at(
      position,
      'what is deprecated needs a sunset date',
      'Add a custom property "sunset" with a date such as 2026-12-31.',
    );
  }
  if (sunset !== undefined && day !== undefined && sunset <= day && position) {
    found.at(position, `the sunset ${sunset} is not after the start ${day}`);
  }
  const [support, life] = [dayOf(sla('endOfSupport')?.value), dayOf(sla('endOfLife')?.value)];
  if (support !== undefined && life !== undefined && support > life) {
    found.at(sla('endOfSupport')?.position, `the end of support ${support} is after the end of life ${life}`);
  }
  for (const { dateIn, dateOut, position: at } of team.members) {
    if (dateIn !== undefined && dateOut !== undefined && dateOut < dateIn)
      found.at(at, `"dateOut" ${dateOut} is before "dateIn" ${dateIn}`);
  }
}
