export const LAYERS = ['raw', 'silver', 'gold'] as const;
export type Layer = (typeof LAYERS)[number];

/** What a domain, dataset or step may be called. */
export const NAME_PATTERN = /^[a-z][a-z0-9_]{0,62}$/;

/** A dataset's three-part name: `sales.gold.daily_sales`. */
export interface Address {
  domain: string;
  layer: Layer;
  dataset: string;
}

export function formatAddress(address: Address): string {
  return `${address.domain}.${address.layer}.${address.dataset}`;
}

/** Returns undefined where the text is no address. */
export function parseAddress(text: string): Address | undefined {
  const parts = text.split('.');
  const [domain, layer, dataset] = parts;
  if (parts.length !== 3 || !domain || !dataset || !isLayer(layer)) return undefined;
  if (!NAME_PATTERN.test(domain) || !NAME_PATTERN.test(dataset)) return undefined;
  return { domain, layer, dataset };
}

export function isLayer(text: string | undefined): text is Layer {
  return LAYERS.some((layer) => layer === text);
}
