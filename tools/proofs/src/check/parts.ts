/** A table whose rows lead to rows of the same table. */
export const PARTS = 'shop.raw.parts';
export const FOLDER = 'domains/shop/raw/parts';
export const PROPERTIES = [
  { name: 'id', logicalType: 'integer', primaryKey: true },
  { name: 'parent', logicalType: 'integer', relationships: [{ to: 'parts.id' }] },
  { name: 'n', logicalType: 'integer', logicalTypeOptions: { minimum: 0 } },
];
