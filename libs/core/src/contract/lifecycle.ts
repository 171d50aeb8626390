import {
  LIFECYCLE_STAGES,
  type Contract,
  type CustomProperty,
  type Lifecycle,
  type LifecycleStage,
} from '../model/contract';
import type { Node } from './read/node';

/** Words of `status` in the standards, by what they mean here. */
const STAGES: Record<LifecycleStage, readonly string[]> = {
  experimental: ['experimental', 'proposed', 'draft', 'development', 'test', 'beta'],
  active: ['active', 'production', 'current'],
  deprecated: ['deprecated'],
  retired: ['retired', 'archived'],
};

export const KNOWN_STATUSES: readonly string[] = Object.values(STAGES).flat();

/**
 * Where a product, a port or a contract stands: its custom property `lifecycle`, else its `status`, else
 * `deprecated: true`; active where nothing says it. The sunset is the custom property `sunset`, else the SLA
 * `endOfLife`.
 */
export function readLifecycle(node: Node): Lifecycle {
  const custom = node.customProperties;
  const named = LIFECYCLE_STAGES.find((stage) => stage === valueOf(custom, 'lifecycle'));
  const byStatus = stageOfStatus(node.text('status'));
  const sunset = custom.find(({ property }) => property === 'sunset');
  const endOfLife = node.children('slaProperties').find((sla) => sla.text('property') === 'endOfLife');
  const day = dayOf(sunset?.value ?? endOfLife?.value['value']);
  const stage = named ?? (node.flag('deprecated') ? 'deprecated' : byStatus) ?? 'active';
  const at = sunset?.position ?? endOfLife?.position ?? ('status' in node.value ? node.at('status') : node.position);
  return { stage, ...(day !== undefined && { sunset: day }), position: at };
}

/**
 * Whether what the contract says binds the dataset: rows are diverted and commits stopped. Of an experimental one
 * (proposed, draft …) and of a retired one the same is checked and reported only.
 */
export function isEnforced({ lifecycle }: Pick<Contract, 'lifecycle'>): boolean {
  return lifecycle.stage === 'active' || lifecycle.stage === 'deprecated';
}

/** The stage that a word of `status` stands for, letter case aside. */
export function stageOfStatus(status: string): LifecycleStage | undefined {
  return LIFECYCLE_STAGES.find((stage) => STAGES[stage].includes(status.toLowerCase()));
}

/** The word for where a contract stands: its status where that is why, else the stage. */
export function stageWord({ status, lifecycle }: Pick<Contract, 'status' | 'lifecycle'>): string {
  const word = status?.toLowerCase() ?? '';
  return STAGES[lifecycle.stage].includes(word) ? word : lifecycle.stage;
}

function valueOf(properties: readonly CustomProperty[], name: string): unknown {
  return properties.find(({ property }) => property === name)?.value;
}

/** The day of an ISO 8601 date or time; undefined for anything else. */
export function dayOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d(?:T|$)/.test(value)) return undefined;
  const day = value.slice(0, 10);
  const time = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(time.getTime()) || time.toISOString().slice(0, 10) !== day ? undefined : day;
}
