const PARAMETER = 'present';

/** `?present` begins with the first step, `?present=4` with the fourth. @returns its index, undefined without the parameter */
export function stepIn(search: string, steps: number): number | undefined {
  const value = new URLSearchParams(search).get(PARAMETER);
  if (value === null) return undefined;
  const number = /^\d{1,3}$/.test(value) ? Number(value) : 1;
  return Math.min(Math.max(number, 1), steps) - 1;
}

/** The search of an address that says so, or says nothing of a step; other parameters stay. */
export function withStep(search: string, step: number | undefined): string {
  const parameters = new URLSearchParams(search);
  if (step === undefined) parameters.delete(PARAMETER);
  else parameters.set(PARAMETER, String(step + 1));
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** The address of this page, at this step, with these scenarios. */
export function scenarioLink(search: string, step: number, scenario: string): string {
  const parameters = new URLSearchParams(withStep(search, step));
  parameters.set('scenario', scenario);
  return `?${parameters}`;
}

/** A reload comes back to this step; Back of the browser leads out of the page, as before. */
export function keepStep(step: number | undefined): void {
  const { pathname, search, hash } = location;
  history.replaceState(history.state, '', `${pathname}${withStep(search, step)}${hash}`);
}
