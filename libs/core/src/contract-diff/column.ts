import { formatType } from '../model/schema';
import type { ContractProperty } from '../model/contract';
import { canonical, change, moved, reworded, type ContractChange, type Place } from './change';
import { optionChanges } from './options';
import { qualityChanges } from './quality';
import { compareTypes } from './retype';
import { compareSets, directionOf } from './subset';

/** Changes of columns, or of fields of one, of the same place. `column`: the table's column that holds them, if one does. */
export function columnsChanges(
  path: string,
  column: string | undefined | ((name: string) => string | undefined),
  from: readonly ContractProperty[],
  to: readonly ContractProperty[],
): ContractChange[] {
  const top = (name: string): string | undefined => (typeof column === 'function' ? column(name) : column);
  const place = ({ name, position }: ContractProperty): Place => {
    const own = top(name);
    return { path: `${path}.${name}`, position, ...(own !== undefined && { column: own }) };
  };
  const removed = from.filter(({ name }) => !to.some((other) => other.name === name));
  const added = to.filter(({ name }) => !from.some((other) => other.name === name));
  const renamed = (one: ContractProperty, other: ContractProperty): boolean =>
    mayBeRenamed(one, other, from.indexOf(one) === to.indexOf(other));
  const note = (word: string, names: readonly ContractProperty[]): { note?: string } =>
    names.length === 0 ? {} : { note: `renamed? ${word} ${names.map(({ name }) => name).join(' or ')}` };
  return [
    ...removed.map((one) => ({
      ...change(place(one), 'column_removed', 'breaking', shownColumn(one), null, 'compatible'),
      ...note(
        'now',
        added.filter((other) => renamed(one, other)),
      ),
    })),
    ...added.map((one) => ({
      ...change(place(one), 'column_added', 'compatible', null, shownColumn(one), 'breaking'),
      ...note(
        'was',
        removed.filter((other) => renamed(other, one)),
      ),
    })),
    ...to.flatMap((one) => {
      const before = from.find(({ name }) => name === one.name);
      return before ? columnChanges(place(one), before, one) : [];
    }),
  ];
}

/** Never certain: the same id, the same type at the same position, or the same description. */
function mayBeRenamed(from: ContractProperty, to: ContractProperty, samePosition: boolean): boolean {
  if (from.id !== undefined && from.id === to.id) return true;
  if (from.description !== undefined && from.description !== '' && from.description === to.description) return true;
  return samePosition && shownColumn(from) === shownColumn(to);
}

function columnChanges(place: Place, from: ContractProperty, to: ContractProperty): ContractChange[] {
  const nested = isNested(from) && isNested(to) && from.logicalType === to.logicalType;
  const forbids = ({ required, primaryKey }: ContractProperty): boolean => required || primaryKey;
  const nullability = directionOf(!forbids(to) || forbids(from), !forbids(from) || forbids(to));
  const unique = directionOf(!to.unique || from.unique, !from.unique || to.unique);
  const values = ({ enum: list }: ContractProperty): string[] | undefined => list?.map(({ value }) => canonical(value));
  const accepted = compareSets(values(from), values(to));
  const said = (list: string[] | undefined): string | undefined => list?.join(', ');
  const metadata = ({
    businessName,
    criticalDataElement,
    partitioned,
    tags,
    customProperties,
    physicalType,
    logicalType,
    enum: list,
  }: ContractProperty) => [
    businessName,
    criticalDataElement,
    partitioned,
    tags,
    customProperties,
    physicalType,
    logicalType,
    [...(list ?? [])]
      .sort((a, b) => (canonical(a.value) < canonical(b.value) ? -1 : 1))
      .map(({ label, description }) => [label, description]),
  ];
  const types = nested ? [] : typeChanges(place, from, to);
  const found = [
    ...types,
    ...(nullability
      ? [
          moved(
            place,
            'nullability',
            nullability,
            forbids(from) ? 'required' : 'null allowed',
            forbids(to) ? 'required' : 'null allowed',
          ),
        ]
      : []),
    ...(unique ? [moved(place, 'unique', unique, from.unique ? 'unique' : null, to.unique ? 'unique' : null)] : []),
    ...(accepted ? [moved(place, 'enum', accepted, said(values(from)), said(values(to)))] : []),
    ...optionChanges(place, from.options, to.options),
    ...qualityChanges(place, from.quality, to.quality),
    ...reworded(place, 'classification_changed', 'compatible', from.classification, to.classification),
    ...reworded(place, 'deprecation_changed', 'compatible', from.deprecated, to.deprecated),
    ...reworded(place, 'description_changed', 'cosmetic', from.description, to.description),
    ...(nested ? partsChanges(place, from, to) : []),
  ];
  const others =
    accepted === undefined && types.length === 0
      ? reworded(place, 'metadata_changed', 'cosmetic', metadata(from), metadata(to))
      : [];
  return [...found, ...others.map((one) => ({ ...one, from: null, to: null }))];
}

function typeChanges(place: Place, from: ContractProperty, to: ContractProperty): ContractChange[] {
  const [a, b] = [shownColumn(from), shownColumn(to)];
  if (from.type !== undefined && to.type !== undefined) {
    const how = compareTypes(from.type, to.type);
    if (how === 'same') return [];
    return [change(place, `type_${how}`, how === 'widened' ? 'compatible' : 'breaking', a, b)];
  }
  return a === b && (from.type === undefined) === (to.type === undefined)
    ? []
    : [change(place, 'type_changed', 'breaking', a, b)];
}

/** Changes inside of an object, array or map. */
function partsChanges(place: Place, from: ContractProperty, to: ContractProperty): ContractChange[] {
  const pairs: [string, ContractProperty | undefined, ContractProperty | undefined][] = [
    ['[]', from.items, to.items],
    ['{key}', from.map?.key, to.map?.key],
    ['{value}', from.map?.value, to.map?.value],
  ];
  const found = columnsChanges(place.path, place.column, from.properties, to.properties);
  for (const [suffix, before, after] of pairs) {
    const at = { ...place, path: `${place.path}${suffix}` };
    if (before && after) found.push(...columnChanges(at, before, after));
    else if (before ?? after)
      found.push(change(at, 'type_changed', 'breaking', before && shownColumn(before), after && shownColumn(after)));
  }
  return found;
}

/** Whether its parts are listed, so that they can be compared one by one. */
function isNested({ properties, items, map }: ContractProperty): boolean {
  return properties.length > 0 || items !== undefined || map !== undefined;
}

function shownColumn({ type, physicalType, logicalType }: ContractProperty): string {
  return type === undefined ? (physicalType ?? logicalType ?? 'no type') : formatType(type);
}
