/** What a reader does about a dataset that ends: the next one is that of the same name with the next higher `_v2`. */
export function readNext(address: string, published: Iterable<string>): string {
  const { name, version } = versioned(address);
  const [next] = [...published]
    .map((id) => ({ id, ...versioned(id) }))
    .filter((one) => one.name === name && one.version > version)
    .sort((a, b) => a.version - b.version);
  return next ? `Read the version that follows: ${next.id}.` : 'Read the version that follows; its producer names it.';
}

function versioned(address: string): { name: string; version: number } {
  const [, name = address, version = '1'] = /^(.+)_v(\d{1,4})$/.exec(address) ?? [];
  return { name, version: Number(version) };
}
