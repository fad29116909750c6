import type { Upload } from './upload.ts';

/** Whether all that has changed is how far a transfer has come: a change that comes many times a second and decides nothing. */
export function isProgressOnly(before: Upload, after: Upload): boolean {
  const [{ state: was, ...rest }, { state, ...others }] = [before, after];
  if (was.status !== 'sending' || state.status !== 'sending' || was === state) return false;
  return (
    was.attempt === state.attempt &&
    was.stall === state.stall &&
    was.ticketEndsAt === state.ticketEndsAt &&
    isSame(Object.values(rest), Object.values(others))
  );
}

function isSame(values: readonly unknown[], others: readonly unknown[]): boolean {
  return values.length === others.length && values.every((value, index) => value === others[index]);
}
