import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CommandDefinition } from '../command';
import { allCommands } from '../commands';
import { COMMON_OPTIONS } from '../program';

const LAYERS = ['raw', 'silver', 'gold'];

/** What can stand in the place of the last word. Reads folder names only, no configuration. */
export function candidates(words: readonly string[], cwd: string): string[] {
  const word = words.at(-1) ?? '';
  return possible(words, cwd).filter((candidate) => candidate.startsWith(word));
}

function possible(words: readonly string[], cwd: string): string[] {
  const before = words.slice(0, -1).filter((word) => !word.startsWith('-'));
  const word = words.at(-1) ?? '';
  const known = allCommands().filter(({ hidden }) => !hidden);
  const command = known.find(({ name }) => name.split(' ').every((part, index) => before[index] === part));
  if (!command) {
    const group = known
      .filter(({ name }) => name.startsWith(`${before.join(' ')} `))
      .map(({ name }) => name.split(' ').at(-1) ?? name);
    const names = before.length === 0 ? [...new Set(known.map(({ name }) => name.split(' ')[0] ?? name))] : group;
    return word.startsWith('-') ? flags(COMMON_OPTIONS) : names;
  }
  if (word.startsWith('-'))
    return flags([...command.options, ...COMMON_OPTIONS, { flags: '--format', description: '' }]);
  return argumentsOf(command, words, cwd);
}

function flags(options: CommandDefinition['options']): string[] {
  return options.map((option) => option.flags.split(' ')[0] ?? option.flags);
}

function argumentsOf(command: CommandDefinition, words: readonly string[], cwd: string): string[] {
  const previous = words.at(-2) ?? '';
  const valued = command.options.find(
    (option) => option.flags.split(' ')[0] === previous && option.flags.includes('<'),
  );
  if (valued && previous !== '--release') return [...(valued.choices ?? [])];
  if (previous === '--format') return [...command.formats];
  if (command.name === 'completion') return ['bash', 'zsh', 'fish'];
  const taken = command.arguments[0]?.[0] ?? '';
  const addresses = addressesAbove(cwd);
  if (['<address>', '<table>', '<from>'].includes(taken) || previous === '--release') return addresses;
  return taken === '[selectors...]' ? selectors(addresses, words.at(-1) ?? '') : [];
}

/** Domains, layers and addresses; with the `+` that the word begins or ends with. */
function selectors(addresses: readonly string[], word: string): string[] {
  const names = new Set(
    addresses.flatMap((address) => [address.split('.')[0] ?? '', address.split('.').slice(0, 2).join('.'), address]),
  );
  const plus = word.startsWith('+') ? '+' : '';
  return [...names]
    .sort()
    .flatMap((name) => (word === `${plus}${name}` ? [`${plus}${name}`, `${plus}${name}+`] : [`${plus}${name}`]));
}

function addressesAbove(cwd: string): string[] {
  const root = workspaceAbove(cwd);
  if (root === undefined) return [];
  const domains = join(root, 'domains');
  return folders(domains).flatMap((domain) =>
    LAYERS.flatMap((layer) => folders(join(domains, domain, layer)).map((dataset) => `${domain}.${layer}.${dataset}`)),
  );
}

function workspaceAbove(folder: string): string | undefined {
  if (existsSync(join(folder, 'global-properties.json'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : workspaceAbove(parent);
}

function folders(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}
