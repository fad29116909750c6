import type { Options } from './options.ts';

/** Builds of this product that a part measures: ours, and the one it is held against when there is one. */
export type Build = { readonly name: 'ours' | 'against'; readonly dir: string };

export function buildsOf({ against }: Options, root: string): readonly Build[] {
  return [
    { name: 'ours', dir: root },
    ...(against === undefined ? [] : [{ name: 'against' as const, dir: against }]),
  ];
}

/** Each build once a round, the other one first every other round. */
export async function inRounds(
  rounds: number,
  builds: readonly Build[],
  measure: (build: Build, round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const build of round % 2 === 0 ? builds : builds.toReversed()) await measure(build, round);
  }
}
