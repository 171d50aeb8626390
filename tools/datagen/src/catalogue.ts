/** What the invented company sells, where, and in which money. */
export interface Product {
  sku: string;
  name: string;
  category: string;
  /** List price in euro cents. */
  price: number;
}

export const PRODUCTS: readonly Product[] = [
  { sku: 'DSK-140', name: 'Standing desk Alta, 140 cm', category: 'Desks', price: 54900 },
  { sku: 'DSK-160', name: 'Standing desk Alta, 160 cm', category: 'Desks', price: 61900 },
  { sku: 'DSK-CRN', name: 'Corner desk Fjord', category: 'Desks', price: 47900 },
  { sku: 'CHR-ERG', name: 'Task chair Ergo', category: 'Chairs', price: 32900 },
  { sku: 'CHR-MSH', name: 'Mesh chair Breeze', category: 'Chairs', price: 21900 },
  { sku: 'CHR-STL', name: 'Saddle stool', category: 'Chairs', price: 12900 },
  { sku: 'LMP-BRS', name: 'Desk lamp, brass', category: 'Lighting', price: 7990 },
  { sku: 'LMP-FLR', name: 'Floor lamp Noor', category: 'Lighting', price: 13900 },
  { sku: 'LMP-CLP', name: 'Clip light', category: 'Lighting', price: 2490 },
  { sku: 'MON-27', name: 'Monitor 27" QHD', category: 'Screens', price: 28900 },
  { sku: 'MON-34', name: 'Monitor 34" curved', category: 'Screens', price: 52900 },
  { sku: 'ARM-DBL', name: 'Monitor arm, double', category: 'Screens', price: 11900 },
  { sku: 'KBD-WRL', name: 'Wireless keyboard', category: 'Accessories', price: 6990 },
  { sku: 'MSE-VRT', name: 'Vertical mouse', category: 'Accessories', price: 4990 },
  { sku: 'HDS-ANC', name: 'Headset with noise cancelling', category: 'Accessories', price: 14900 },
  { sku: 'CAM-4K', name: 'Webcam 4K', category: 'Accessories', price: 11900 },
  { sku: 'SHF-OAK', name: 'Shelf, solid oak', category: 'Storage', price: 18900 },
  { sku: 'CAB-LCK', name: 'Lockable cabinet', category: 'Storage', price: 23900 },
  { sku: 'ORG-SET', name: 'Desk organiser "Tidy", set of 3', category: 'Storage', price: 2990 },
  { sku: 'ACP-60', name: 'Acoustic panel 60 x 60', category: 'Acoustics', price: 5990 },
];

export interface Region {
  name: string;
  country: string;
  currencies: readonly Currency[];
  /** Share of the business. */
  weight: number;
}

export type Currency = 'EUR' | 'GBP' | 'SEK' | 'CHF';

export const REGIONS: readonly Region[] = [
  { name: 'DACH', country: 'DE', currencies: ['EUR', 'EUR', 'EUR', 'CHF'], weight: 0.28 },
  { name: 'Benelux', country: 'NL', currencies: ['EUR'], weight: 0.16 },
  { name: 'France', country: 'FR', currencies: ['EUR'], weight: 0.18 },
  { name: 'Iberia', country: 'ES', currencies: ['EUR'], weight: 0.11 },
  { name: 'Nordics', country: 'SE', currencies: ['SEK', 'EUR'], weight: 0.13 },
  { name: 'UK & Ireland', country: 'GB', currencies: ['GBP', 'GBP', 'EUR'], weight: 0.14 },
];

/** Units of the currency for one euro: how prices are set, not how they are converted back. */
export const PRICE_FACTOR: Readonly<Record<Currency, number>> = { EUR: 1, GBP: 0.87, SEK: 11.2, CHF: 0.95 };

/** Euros for one unit, as finance books it on an invoice. */
export const BOOKING_RATE: Readonly<Record<Currency, string>> = {
  EUR: '1.000000',
  GBP: '1.150000',
  SEK: '0.089000',
  CHF: '1.050000',
};

export const SALES_CHANNELS = ['web', 'store', 'partner', 'phone'] as const;
export type SalesChannel = (typeof SALES_CHANNELS)[number];

export const COMPANIES: readonly string[] = [
  'Müller & Söhne GmbH',
  'Bäckerei König',
  'Café Lumière',
  'Ateliers Delacroix',
  'Hansen, Berg & Co',
  'Åkesson Möbler AB',
  'The "Blue Door" Studio',
  'Van der Linden Architecten',
  'Gómez Diseño SL',
  'Construções Peixoto',
  'Nordlys Media',
  'Harbour & Finch LLP',
  'Zürich Lofts AG',
  'Brasserie de la Gare',
  'Studio Ørsted',
  'Whitcombe Legal',
  'Tándem Coworking',
  'Krüger Elektrotechnik',
  'Maison Fournier, Décorateurs',
  'Eiffel & Frères',
  'Oakfield Dental',
  'Kanzlei Weiß',
  'Lindqvist Design',
];

export const PEOPLE: readonly string[] = [
  'Anna Keller',
  'José Martín',
  'Camille Roux',
  'Björn Dahl',
  'Sofia Rossi',
  'Tom Whitcombe',
  'Mia de Vries',
  'Zoë Laurent',
  'Jürgen Weiß',
  'Inês Carvalho',
  'Niamh Byrne',
  'Lars Østby',
  'Élodie Petit',
  'Marek Novak',
  'Hannah Schmitt',
  'Owen Price',
];

export const LEAD_NOTES: readonly string[] = [
  '',
  '',
  '',
  'Wants an offer for 12 seats',
  'Call back after the fair',
  'Asked for "quiet" desks, see catalogue p. 14',
  'First line: refit of two floors\nSecond line: decision in autumn',
  'Budget ca. 5.000 €',
  'Prefers delivery before 9:00, rear entrance',
];
