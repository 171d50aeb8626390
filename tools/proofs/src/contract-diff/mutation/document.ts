/** A column of a contract, as the standard writes it. */
export interface Column {
  name: string;
  logicalType?: string;
  physicalType?: string;
  required?: boolean;
  unique?: boolean;
  primaryKey?: boolean;
  primaryKeyPosition?: number;
  classification?: string;
  description?: string;
  businessName?: string;
  criticalDataElement?: boolean;
  deprecated?: boolean;
  tags?: string[];
  enum?: { value: string | number; label?: string }[];
  logicalTypeOptions?: Record<string, unknown>;
  relationships?: { to: string }[];
  quality?: Rule[];
  properties?: Column[];
  items?: Omit<Column, 'name'>;
}

export type Rule = Record<string, unknown> & { id: string };

export interface Table {
  name: string;
  physicalName?: string;
  description?: string;
  tags?: string[];
  properties: Column[];
  quality?: Rule[];
  customProperties?: { property: string; value: unknown }[];
}

/** A contract, as far as mutations touch it. */
export interface Contract {
  apiVersion: string;
  kind: 'DataContract';
  id: string;
  version: string;
  status: string;
  name?: string;
  dataProduct?: string;
  tags?: string[];
  description?: { purpose?: string; usage?: string };
  schema: [Table, ...Table[]];
  slaProperties?: { property: string; value: string | number; unit?: string; element?: string }[];
  roles?: { role: string; access?: string }[];
  support?: { channel: string; url?: string }[];
  team?: { name: string; members: { username: string; role: string }[] };
  customProperties?: { property: string; value: unknown }[];
}
