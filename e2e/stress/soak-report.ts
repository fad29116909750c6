import type { FaultPlan, Post } from '../../src/faults/fault-plan.ts';
import { resendBudget } from '../../src/upload/model/retry-policy.ts';
import type { SoakTally } from './soak-tally.ts';

/** The result of a soak, as text and in the numbers that the test checks. */
export type SoakReport = {
  readonly text: string;
  /** Of all connections, from 0 to 1. */
  readonly bittenShare: number;
  /** The largest share that any upload has used of its budget for sending again. */
  readonly budgetShare: number;
};

export function reportSoak(tally: SoakTally, plans: readonly FaultPlan[]): SoakReport {
  const posts = plans.flatMap((plan) => plan.posts);
  const keys = new Set(posts.map(({ key }) => key)).size;
  const reUsed = posts.filter(({ socket }) => socket === 're-used').length;
  const bites = plans.flatMap((plan) => plan.bites);
  // Two faults may bite one connection.
  const bitten = sum(plans.map((plan) => new Set(plan.bites.map(({ nth }) => nth)).size));
  const bittenShare = bitten / posts.length;
  const budgetShare = Math.max(...tally.sizes.map((size) => resentShare(size, posts)));

  const { sizes, verified, unverified, failed } = tally;
  const bytes = sum(sizes);
  const taken = sum(posts.map(({ bytesTaken }) => bytesTaken));
  const text = [
    `uploads      ${sizes.length} of ${mega(Math.min(...sizes))} to ${mega(Math.max(...sizes))}, ${mega(bytes)} in all, in ${tally.seconds} s`,
    `succeeded    ${verified + unverified}: ${verified} verified, ${unverified} that cannot be verified`,
    `attempts     ${list(tally.attempts)}`,
    `given up     ${[failed.length, ...failed].join(', ')}`,
    `corrupt      ${tally.corrupt.length}, falsely verified ${tally.falselyVerified.length}, other complaints ${tally.complaints.length}`,
    `left behind  ${tally.leftBehind.copy} whole copies and ${tally.leftBehind.spoilt} spoilt ones, whose addresses are not shown`,
    `connections  ${posts.length}, ${reUsed} of them re-used; ${bitten} bitten (${percent(bittenShare)}); ${posts.length - keys} times the browser sent once more by itself`,
    `bites        ${list(bites.map(({ fault }) => fault.kind))}`,
    `bytes read   ${mega(taken)}, ${percent(taken / bytes)} of the files; no upload used more than ${percent(budgetShare)} of its budget for sending again`,
  ];
  return { text: text.map((line) => `  ${line}`).join('\n'), bittenShare, budgetShare };
}

/** What came with an upload's second and later tickets, against what may come by itself. A body is known by its length. */
function resentShare(size: number, posts: readonly Post[]): number {
  const ofFile = posts.filter((post) => post.size.fileBytes === size);
  const [first] = ofFile;
  // What the browser repeats, it repeats with the same ticket and without telling the page.
  const largest = new Map<string | undefined, number>();
  for (const { key, bytesTaken } of ofFile) {
    if (key !== first?.key) largest.set(key, Math.max(largest.get(key) ?? 0, bytesTaken));
  }
  return sum([...largest.values()]) / resendBudget(size);
}

/** How often each is there. */
function list(things: readonly (string | number)[]): string {
  return [...new Set(things)]
    .toSorted((one, other) => (one < other ? -1 : 1))
    .map((each) => `${each}: ${things.filter((thing) => thing === each).length}`)
    .join(', ');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mega(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
