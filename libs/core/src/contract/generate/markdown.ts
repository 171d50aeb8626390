import type { Comparison, QualityRule } from '../../model/quality';
import type { Contract, ContractObject, ContractProperty } from '../../model/contract';
import { formatType } from '../../model/schema';
import { stageWord } from '../lifecycle';

/** A contract as a Markdown page for people. */
export function exportMarkdown(contract: Contract, object: ContractObject): string {
  const { description, lifecycle, team } = contract;
  const owner = team.members.find(({ role }) => role === 'owner');
  const head = [
    ['contract', contract.id],
    ['version', contract.version],
    ['state', `${stageWord(contract)}${lifecycle.sunset === undefined ? '' : `, until ${lifecycle.sunset}`}`],
    ['owner', owner?.name ?? owner?.username ?? team.name ?? ''],
  ].filter(([, value]) => value !== '');
  const rules = [...object.quality, ...object.properties.flatMap(rulesOf)];
  const keys = object.relationships.map(({ from, to }) => [from.join(', '), to.map(({ text }) => text).join(', ')]);
  const promises = contract.slaProperties.map(({ property, value, unit, description: says }) => [
    property,
    `${String(value)}${unit === undefined ? '' : ` ${unit}`}`,
    says ?? '',
  ]);
  const parts = [
    `# ${contract.dataset}`,
    object.description ?? description.purpose ?? '',
    table(['', ''], head),
    prose('Usage', description.usage),
    prose('Limitations', description.limitations),
    '## Columns',
    table(
      ['column', 'type', 'rules', 'classification', 'meaning'],
      object.properties.flatMap((property) => rows(property, '')),
    ),
    section(
      'Quality',
      ['rule', 'demand', 'if it fails'],
      rules.map((rule) => [
        rule.name ?? nameOf(rule),
        rule.description ?? demand(rule),
        rule.type === 'text' || rule.type === 'custom' ? 'not checked' : rule.severity,
      ]),
    ),
    section('Keys', ['columns', 'refer to'], keys),
    section('Service', ['promise', 'value', ''], promises),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function rows(property: ContractProperty, parent: string): string[][] {
  const { name, type, logicalType, classification, description, deprecated } = property;
  const path = `${parent}${name}`;
  const says = `${deprecated ? 'Deprecated. ' : ''}${description ?? ''}`;
  const own = [
    `\`${path}\``,
    type === undefined ? (logicalType ?? '') : formatType(type),
    traits(property).join(', '),
    classification ?? '',
    says,
  ];
  return [
    own,
    ...property.properties.flatMap((child) => rows(child, `${path}.`)),
    ...(property.items?.properties ?? []).flatMap((child) => rows(child, `${path}[].`)),
  ];
}

function traits({ primaryKey, required, unique, enum: accepted, options }: ContractProperty): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength, pattern } = options;
  const bound = (text: string, value: unknown): string[] => (value === undefined ? [] : [`${text} ${String(value)}`]);
  return [
    ...(primaryKey ? ['key'] : []),
    ...(required ? ['required'] : []),
    ...(unique ? ['unique'] : []),
    ...(accepted ? [`one of ${accepted.map(({ value }) => String(value)).join(', ')}`] : []),
    ...bound('≥', minimum),
    ...bound('>', exclusiveMinimum),
    ...bound('≤', maximum),
    ...bound('<', exclusiveMaximum),
    ...bound('length ≥', minLength),
    ...bound('length ≤', maxLength),
    ...(pattern === undefined ? [] : [`like \`${pattern}\``]),
  ];
}

function rulesOf(property: ContractProperty): QualityRule[] {
  return [...property.quality, ...property.properties.flatMap(rulesOf)];
}

function nameOf(rule: QualityRule): string {
  const at = rule.column === undefined ? '' : ` of ${rule.column}`;
  return rule.type === 'library' ? `${rule.metric}${at}` : `${rule.type}${at}`;
}

function demand(rule: QualityRule): string {
  if (rule.type === 'text' || rule.type === 'custom' || !rule.comparison) return '';
  return `${words(rule.comparison)}${rule.unit === 'percent' ? ' %' : ''}`;
}

function words({ operator, value }: Comparison): string {
  const spelled = operator.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${spelled} ${Array.isArray(value) ? value.join(' and ') : String(value)}`;
}

function prose(title: string, text: string | undefined): string {
  return text === undefined || text === '' ? '' : `## ${title}\n\n${text.trim()}`;
}

function section(title: string, head: string[], lines: string[][]): string {
  return lines.length === 0 ? '' : `## ${title}\n\n${table(head, lines)}`;
}

function table(head: string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...lines.map(line)].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
}
