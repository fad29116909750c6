/** Numbers from 0 to before 1 that look like chance and are the same every time for the same seed. */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = mix(Math.floor(seed));
  return () => {
    // The golden ratio's fraction visits every 32-bit state once before it comes round.
    state = (state + 0x9e3779b9) | 0;
    return (mix(state) >>> 0) / 2 ** 32;
  };
}

/** Of one seed, a stream of its own for each number: what the third one draws does not shift the fourth. */
export function createNthRandom(seed: number, nth: number): Random {
  return createRandom(mix(Math.floor(seed)) ^ mix(nth ^ 0x5bd1e995));
}

/** A whole number from `low` to `high`, both possible. */
export function drawBetween(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** @throws when there is nothing to draw from */
export function drawFrom<T>(random: Random, values: readonly T[]): T {
  const [drawn] = values.slice(drawBetween(random, 0, values.length - 1));
  if (drawn === undefined) throw new Error('There is nothing to draw from.');
  return drawn;
}

/** Every bit of the input changes about half of the output's. */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
