import type { Contract } from './document';
import { ofContract, ofRule, type Kind } from './mutation';

const level = (kind: string, property: string, value: string | number): Kind =>
  ofContract(kind, ({ slaProperties = [] }) => {
    const found = slaProperties.find((one) => one.property === property);
    if (!found) return false;
    found.value = value;
    return undefined;
  });

/** Rules. */
export const RULE_KINDS: readonly Kind[] = [
  {
    kind: 'rule gone',
    mutate: ({ schema: [table] }, pick) => {
      const rule = pick(
        (table.quality ?? []).filter(({ severity, type }) => severity !== 'warning' && type !== 'text'),
      );
      if (rule) table.quality = (table.quality ?? []).filter((one) => one !== rule);
      return rule?.id;
    },
  },
  {
    kind: 'rule from now on',
    mutate: ({ schema: [table] }) => {
      table.quality = [
        ...(table.quality ?? []),
        { id: 'more', name: 'more', metric: 'rowCount', mustBeGreaterThan: 99 },
      ];
      return 'more';
    },
  },
  {
    kind: 'rule that warns from now on',
    mutate: ({ schema: [table] }) => {
      const rule = { id: 'hint', name: 'hint', metric: 'rowCount', mustBeGreaterThan: 99, severity: 'warning' };
      table.quality = [...(table.quality ?? []), rule];
      return 'hint';
    },
  },
  {
    kind: 'rule in prose from now on',
    mutate: ({ schema: [table] }) => {
      table.quality = [...(table.quality ?? []), { id: 'said', name: 'said', type: 'text', description: 'Be kind.' }];
      return 'said';
    },
  },
  ofRule(
    'rule passes more',
    ({ mustBeGreaterThan }) => mustBeGreaterThan !== undefined,
    (rule) => {
      rule['mustBeGreaterThan'] = 5;
    },
  ),
  ofRule(
    'rule passes less',
    ({ mustBeLessThan }) => mustBeLessThan !== undefined,
    (rule) => {
      rule['mustBeLessThan'] = 1;
    },
  ),
  ofRule(
    'rule compares the other way',
    ({ mustBeGreaterThan }) => mustBeGreaterThan !== undefined,
    (rule) => {
      delete rule['mustBeGreaterThan'];
      rule['mustBeLessThan'] = 10;
    },
  ),
  ofRule(
    'rule only warns',
    ({ severity, type }) => severity === undefined && type !== 'text',
    (rule) => {
      rule['severity'] = 'warning';
    },
  ),
  ofRule(
    'rule no longer only warns',
    ({ severity }) => severity === 'warning',
    (rule) => {
      rule['severity'] = 'error';
    },
  ),
  ofRule(
    'another query of a rule',
    ({ query }) => query !== undefined,
    (rule) => {
      rule['query'] = 'SELECT count(*) FROM ${object} WHERE amount < 1';
    },
  ),
  ofRule(
    'another metric of a rule',
    ({ metric }) => metric === 'nullValues',
    (rule) => {
      rule['metric'] = 'duplicateValues';
    },
  ),
  ofRule(
    'rule counts rows in place of percent',
    ({ unit }) => unit === 'percent',
    (rule) => {
      delete rule['unit'];
    },
  ),
  ofRule(
    'valid value of a rule added',
    ({ metric }) => metric === 'invalidValues',
    (rule) => {
      rule['arguments'] = { validValues: ['web', 'app', 'shop', 'phone'] };
    },
  ),
  ofRule(
    'description of a rule',
    () => true,
    (rule) => {
      rule['description'] = 'In other words.';
    },
  ),
];

/** The contract itself, and its tables. */
export const CONTRACT_KINDS: readonly Kind[] = [
  ofContract('table renamed', ({ schema: [table] }) => {
    table.name = 'orders_2';
  }),
  ofContract('table gone', ({ schema }) => (schema.length > 1 ? (schema.pop(), undefined) : false)),
  ofContract('table added', ({ schema }) => {
    schema.push({ name: 'more', properties: [{ name: 'id', logicalType: 'integer', physicalType: 'BIGINT' }] });
  }),
  ofContract('physical name of a table', ({ schema: [table] }) => {
    table.physicalName = 'orders_v2';
  }),
  ofContract('extra columns allowed', ({ schema: [table] }) => {
    table.customProperties = [{ property: 'additionalColumns', value: true }];
  }),
  ofContract('description of a table', ({ schema: [table] }) => {
    table.description = 'In other words.';
  }),
  ofContract('version', (contract) => {
    contract.version = '1.3.0';
  }),
  ofContract('another id', (contract) => {
    contract.id = `${contract.id}:moved`;
  }),
  ofContract('deprecated, with a sunset', (contract) => {
    contract.status = 'deprecated';
    contract.customProperties = [{ property: 'sunset', value: '2999-12-31' }];
  }),
  ofContract('retired', (contract) => {
    contract.status = 'retired';
  }),
  ofContract('description of the contract', (contract) => {
    contract.description = { purpose: 'In other words.' };
  }),
  ofContract('tags of the contract', (contract) => {
    contract.tags = ['core', 'new'];
  }),
  ofContract('name of the contract', (contract) => {
    contract.name = 'sales orders';
  }),
  ofContract('owner', (contract) => {
    contract.team = { name: 'data', members: [{ username: 'bob@example.com', role: 'owner' }] };
  }),
  ofContract('support channel', (contract) => {
    contract.support = [{ channel: 'other-help' }];
  }),
  ofContract('role gone', ({ roles }) => void roles?.pop()),
  ofContract('role added', ({ roles }) => void roles?.push({ role: 'scientist', access: 'read' })),
  level('latency longer', 'latency', 9),
  level('latency shorter', 'latency', 0.5),
  level('retention shorter', 'retention', 1),
  level('availability higher', 'availability', 99.9),
  level('fresh later', 'freshness', 48),
  level('fresh earlier', 'freshness', 12),
  ofContract('service level gone', (contract: Contract) => {
    contract.slaProperties = contract.slaProperties?.filter(({ property }) => property !== 'latency') ?? [];
  }),
];
