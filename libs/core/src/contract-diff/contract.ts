import { contractSchema, type Contract, type ContractObject, type Relationship } from '../model/contract';
import { change, moved, reworded, type ContractChange, type Place } from './change';
import { columnsChanges } from './column';
import { enforcementChanges, ENFORCEMENT } from './enforcement';
import { lifecycleChanges } from './lifecycle';
import { qualityChanges } from './quality';
import { slaChanges } from './sla';
import { directionOf } from './subset';
import { versionChanges } from './version';

/** Everything that differs between two versions of a contract, in the order of the file. `today`: an ISO 8601 day. */
export function diffContracts(from: Contract, to: Contract, today: string): ContractChange[] {
  if (from === to) return [];
  const at = (path: string, position = to.position): Place => ({ path, position });
  const own = contractSchema(to)?.name;
  const roles = ({ roles: list }: Contract): string[] => list.map(({ role }) => role);
  const lifecycle = lifecycleChanges(at(''), from.lifecycle, to.lifecycle, today, true).filter(
    ({ kind }) => kind !== 'sunset_changed' || hasProperty(from, 'sunset') || hasProperty(to, 'sunset'),
  );
  const said = lifecycle.map(({ kind }) => (kind === 'sunset_changed' ? 'sunset' : 'lifecycle'));
  const texts = ({
    name,
    domain,
    dataProduct,
    tenant,
    tags,
    support,
    team,
    apiVersion,
    customProperties,
  }: Contract) => [
    ...[name, domain, dataProduct, tenant, tags, support, team, apiVersion],
    customProperties.filter(({ property }) => !said.some((one) => one === property)),
  ];
  return [
    ...reworded(at('id'), 'id_changed', 'breaking', from.id, to.id),
    ...versionChanges(at('version'), from.version, to.version),
    ...lifecycle,
    ...reworded(at('description'), 'description_changed', 'cosmetic', from.description, to.description),
    ...objectsChanges(from, to, own),
    ...slaChanges(from.slaProperties, to.slaProperties, today),
    ...roles(from)
      .filter((role) => !roles(to).includes(role))
      .map((role) => change(at(`roles.${role}`), 'role_removed', 'breaking', role, null, 'compatible')),
    ...to.roles
      .filter(({ role }) => !roles(from).includes(role))
      .map(({ role, position }) => change(at(`roles.${role}`, position), 'role_added', 'compatible', null, role)),
    ...changedRoles(from, to),
    ...reworded(at('metadata'), 'metadata_changed', 'cosmetic', texts(from), texts(to)).map((one) => ({
      ...one,
      from: null,
      to: null,
    })),
  ];
}

/** A sunset that is the SLA `endOfLife` is told with the SLAs. */
function hasProperty({ customProperties }: Contract, name: string): boolean {
  return customProperties.some(({ property }) => property === name);
}

function changedRoles(from: Contract, to: Contract): ContractChange[] {
  return to.roles.flatMap((role) => {
    const before = from.roles.find((one) => one.role === role.role);
    if (!before) return [];
    const place = { path: `roles.${role.role}`, position: role.position };
    return before.access === role.access
      ? reworded(place, 'metadata_changed', 'cosmetic', before, role).map((one) => ({ ...one, from: null, to: null }))
      : reworded(place, 'metadata_changed', 'compatible', before.access, role.access);
  });
}

function objectsChanges(from: Contract, to: Contract, own: string | undefined): ContractChange[] {
  const pairs = to.schema.map((object) => ({ object, before: from.schema.find(({ name }) => name === object.name) }));
  const gone = from.schema.filter(({ name }) => !to.schema.some((object) => object.name === name));
  return [
    ...gone.map(({ name, position }) =>
      change({ path: `schema.${name}`, position }, 'object_removed', 'breaking', name, null, 'compatible'),
    ),
    ...pairs.flatMap(({ object, before }) => {
      const place = { path: `schema.${object.name}`, position: object.position };
      return before
        ? objectChanges(place, before, object, object.name === own)
        : [change(place, 'object_added', 'compatible', null, object.name, 'breaking')];
    }),
  ];
}

function objectChanges(place: Place, from: ContractObject, to: ContractObject, own: boolean): ContractChange[] {
  const texts = ({ physicalName, physicalType, businessName, tags, customProperties, id }: ContractObject) => [
    physicalName,
    physicalType,
    businessName,
    tags,
    customProperties.filter(({ property }) => !ENFORCEMENT.includes(property)),
    id,
  ];
  const extra = ({ additionalColumns }: ContractObject): string => (additionalColumns ? 'allowed' : 'not allowed');
  return [
    ...keyChanges(place, from, to),
    ...columnsChanges(place.path, (name) => (own ? name : undefined), from.properties, to.properties),
    ...referenceChanges(place, from.relationships, to.relationships),
    ...qualityChanges(place, from.quality, to.quality),
    ...enforcementChanges(place, from, to),
    ...(extra(from) === extra(to)
      ? []
      : [
          change(
            place,
            'extra_columns_changed',
            'compatible',
            extra(from),
            extra(to),
            to.additionalColumns ? 'compatible' : 'breaking',
          ),
        ]),
    ...reworded(place, 'deprecation_changed', 'compatible', from.deprecated, to.deprecated),
    ...reworded(place, 'description_changed', 'cosmetic', from.description, to.description),
    ...reworded(place, 'metadata_changed', 'cosmetic', texts(from), texts(to)).map((one) => ({
      ...one,
      from: null,
      to: null,
    })),
  ];
}

/** A key of fewer columns says more: whoever joins on it meets each row once. */
function keyChanges(place: Place, from: ContractObject, to: ContractObject): ContractChange[] {
  const key = ({ properties }: ContractObject): string[] =>
    properties
      .filter(({ primaryKey }) => primaryKey)
      .map(({ name }) => name)
      .sort();
  const [old, young] = [key(from), key(to)];
  const holds = (inner: readonly string[], outer: readonly string[]): boolean =>
    outer.length === 0 || (inner.length > 0 && inner.every((name) => outer.includes(name)));
  const direction = directionOf(holds(old, young), holds(young, old));
  const said = (names: readonly string[]): string | null => (names.length === 0 ? null : names.join(', '));
  return direction ? [moved({ ...place, path: `${place.path}.key` }, 'key', direction, said(old), said(young))] : [];
}

function referenceChanges(place: Place, from: readonly Relationship[], to: readonly Relationship[]): ContractChange[] {
  const said = (list: readonly Relationship[]): string[] =>
    list.map((one) => `${one.from.join(', ')} → ${one.to.map(({ text }) => text).join(', ')}`);
  const [old, young] = [said(from), said(to)];
  return [
    ...old.filter((text) => !young.includes(text)).map((text) => moved(place, 'reference', 'loosened', text, null)),
    ...young.filter((text) => !old.includes(text)).map((text) => moved(place, 'reference', 'tightened', null, text)),
  ];
}
