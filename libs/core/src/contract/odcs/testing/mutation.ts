const JUNK: unknown[] = [
  null,
  true,
  0,
  -1.5,
  '',
  'x',
  'a.b',
  'sql',
  'library',
  'rowCount',
  'integer',
  'array',
  'map',
  'v3.1.0',
  '2024-13-01',
  'not a url',
  [],
  [1],
  [1, 2],
  [1, 1],
  ['a.b'],
  {},
  { id: 'i' },
  { id: 'a b' },
  { tags: 'x' },
  { value: 1 },
];

/** Every place of a document, as path of keys. */
export function paths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => paths(member, [...path, key]))];
}

/** Replaces, removes or adds at one place; `keys` are those that are added. */
export function mutate(root: unknown, keys: readonly string[], at: number, kind: number, junk: number): unknown {
  if (typeof root !== 'object' || root === null || Array.isArray(root)) return root;
  const copy: unknown = structuredClone(root);
  const all = paths(copy);
  const path = all[at % all.length] ?? [];
  const key = path.at(-1);
  if (key === undefined) return JUNK[junk % JUNK.length];
  const holder = path.slice(0, -1).reduce<unknown>((part, one) => (part as Record<string, unknown>)[one], copy);
  const value = (holder as Record<string, unknown>)[key];
  if (kind % 3 === 0) (holder as Record<string, unknown>)[key] = JUNK[junk % JUNK.length];
  else if (kind % 3 === 1) {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete (holder as Record<string, unknown>)[key];
  } else {
    const target = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : holder;
    if (!Array.isArray(target))
      (target as Record<string, unknown>)[keys[junk % keys.length] ?? ''] = JUNK[(junk * 7) % JUNK.length];
  }
  return copy;
}
