import type { Options } from './options.ts';

/** Builds of this product that a part measures: ours, and the one it is held against when there is one. */
export type Build = { readonly name: 'ours' | 'against'; readonly dir: string };

export function buildsOf({ against }: Options, root: string): readonly [Build, ...Build[]] {
  return [
    { name: 'ours', dir: root },
    ...(against === undefined ? [] : [{ name: 'against' as const, dir: against }]),
  ];
}

/** Each build once a round, the other one first every other round. @returns what was measured, in the order of the rounds */
export async function inRounds<Sample>(
  rounds: number,
  builds: readonly Build[],
  measure: (build: Build, round: number) => Promise<Sample>,
): Promise<ReadonlyMap<Build['name'], readonly Sample[]>> {
  const samples = new Map<Build['name'], Sample[]>(builds.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const build of round % 2 === 0 ? builds : builds.toReversed()) {
      samples.get(build.name)?.push(await measure(build, round));
    }
  }
  return samples;
}
