import type { Fault } from '../../src/faults/fault.ts';
import { createFaultPlan, type FaultPlan } from '../../src/faults/fault-plan.ts';
import { PASSING_KINDS, randomFaults } from '../../src/faults/random-faults.ts';
import { createNthRandom, createRandom } from '../../src/faults/random.ts';

export const FAULT_SHARE = 0.3;

/** Drawn evenly from these; a flipped bit comes half as often, since two of them in one upload are its end by policy. */
const KINDS: readonly Fault['kind'][] = [
  ...PASSING_KINDS,
  ...PASSING_KINDS.filter((kind) => kind !== 'flipped-bit'),
  'portal-page',
  'portal-page',
  'hidden-checksum',
  'hidden-checksum',
];

/** Of the answers that leave a page in doubt, so many are about an object with a flipped bit. */
const DOUBLE_SHARE = 0.25;
const POSTS_MAX = 10_000;
const DOUBLE_SALT = 0x0d0b1e;

/**
 * Faults for three connections in ten, the same for the same seed. Some of them come in pairs: an answer that is lost, late or
 * hidden, about an object that is not the file. That is where an uploader that trusts too early would call it verified.
 * @param stalls so many connections stand still as well: each of them takes a page's whole patience, so they are few
 */
export function soakFaults(seed: number, stalls: readonly number[]): FaultPlan {
  const choose = randomFaults({ seed, share: FAULT_SHARE, kinds: KINDS });
  const plan = createFaultPlan({ random: choose });
  for (let nth = 1; nth <= POSTS_MAX; nth++) {
    const random = createNthRandom(seed ^ DOUBLE_SALT, nth);
    if (leavesDoubt(choose(nth)) && random() < DOUBLE_SHARE) {
      plan.arm({ kind: 'flipped-bit', at: { fileShare: random() }, bit: 1 }, { nth });
    }
  }
  const random = createRandom(seed);
  for (const nth of stalls) plan.arm({ kind: 'stalled', at: { bodyShare: random() } }, { nth });
  return plan;
}

/** A checksum that the page may not read proves nothing, and then the page says so. */
function leavesDoubt(fault: Fault | undefined): boolean {
  if (fault?.kind === 'hidden-checksum') return fault.from === 'pages';
  return fault?.kind === 'lost-answer' || fault?.kind === 'late-answer';
}
