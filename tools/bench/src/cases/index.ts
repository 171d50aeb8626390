import type { Case } from '../bench';
import { checks } from './checks';
import { contracts } from './contracts';
import { job } from './job';
import { memory } from './memory';
import { scale } from './scale';
import { thousand } from './thousand';
import { unchanged } from './unchanged';

/** In the order of docs/benchmarks.md. */
export const CASES: Readonly<Record<string, Case>> = { scale, job, unchanged, thousand, contracts, memory, checks };
