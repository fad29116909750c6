/** What a line of the bench is held against. A value that was not measured in this run has no goal. */
export type Goal = { readonly text: string; readonly isMet: boolean };

export type Bound = {
  readonly what: string;
  readonly value: number | undefined;
  /** How the numbers are written, as in ` ms`; ` x` for a ratio. */
  readonly unit: string;
  readonly digits?: number;
};

export function atMost(limit: number, bound: Bound): readonly Goal[] {
  return held(bound, 'at most', limit, (value) => value <= limit);
}

export function atLeast(limit: number, bound: Bound): readonly Goal[] {
  return held(bound, 'at least', limit, (value) => value >= limit);
}

function held(
  { what, value, unit, digits = 0 }: Bound,
  relation: string,
  limit: number,
  isMet: (value: number) => boolean,
): readonly Goal[] {
  if (value === undefined || Number.isNaN(value)) return [];
  const text = `${what}: ${value.toFixed(digits)}${unit} (${relation} ${limit}${unit})`;
  return [{ text, isMet: isMet(value) }];
}

export function goalList(goals: readonly Goal[]): string {
  return goals.map(({ text, isMet }) => `- ${isMet ? 'met' : '**not met**'} · ${text}`).join('\n');
}
