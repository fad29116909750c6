/** The middle one; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]];
  if (low === undefined || high === undefined) throw new Error('Nothing was measured');
  return (low + high) / 2;
}

/** The median of the ratios within each round: what slowed a whole round down is in both. Undefined without another. */
export function ratioByRound(
  own: readonly number[] = [],
  other: readonly number[] = [],
): number | undefined {
  const ratios = own.slice(0, other.length).map((value, round) => value / (other[round] ?? NaN));
  return ratios.length === 0 ? undefined : median(ratios);
}
