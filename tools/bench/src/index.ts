export { SIZES, FULL_SIZES, type Bench, type Case, type CaseResult, type Row, type Sizes } from './bench';
export { CASES } from './cases';
