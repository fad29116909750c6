import { BEFORE_SENDING } from './plans-before-sending.ts';
import { OF_SENDING } from './plans-of-sending.ts';
import { GOOD_PLAN, type WorldPlan } from './upload-plan.ts';

/** Each way for an upload to go, by what it is: with the last of the states that it has to come to. */
export type RecordedCase = {
  readonly name: string;
  readonly plan: WorldPlan;
  readonly last: string;
};

export const RECORDED_CASES: readonly RecordedCase[] = Object.entries({
  ...BEFORE_SENDING,
  ...OF_SENDING,
}).map(([name, [over, last]]) => ({ name, plan: { ...GOOD_PLAN, ...over }, last }));
