import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom, drawBetween } from '../../src/faults/random.ts';

export type SoakFile = {
  readonly name: string;
  readonly path: string;
  readonly bytes: Buffer;
};

/** Above 1 there are more small ones. */
const SKEW = 2;

/**
 * Sizes over the whole range, most of them small, no two alike: a body is known by its length. The first is the smallest
 * and the last the largest.
 */
export function drawSizes(
  seed: number,
  count: number,
  [least, most]: readonly [least: number, most: number],
): readonly number[] {
  const random = createRandom(seed);
  const sizes = new Set([least]);
  while (sizes.size < count - 1) {
    const size = Math.floor(least * (most / least) ** (random() ** SKEW));
    if (size !== most) sizes.add(size);
  }
  return [...sizes, most].slice(-count);
}

/** Cuts files out of one piece of noise, each somewhere else, so that no two have the same beginning. */
export function createNoise(seed: number, largest: number): (size: number) => Buffer {
  const noise = randomBytes(2 * largest);
  const random = createRandom(seed);
  return (size) => {
    const start = drawBetween(random, 0, noise.byteLength - size);
    return noise.subarray(start, start + size);
  };
}

export async function writeFiles(
  dir: string,
  prefix: string,
  contents: readonly Buffer[],
): Promise<readonly SoakFile[]> {
  const files = contents.map((bytes, at) => {
    const name = `${prefix}-${at}.bin`;
    return { name, path: join(dir, name), bytes };
  });
  for (const { path, bytes } of files) await writeFile(path, bytes);
  return files;
}
